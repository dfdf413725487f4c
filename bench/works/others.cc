#include "bench/works/work.h"

namespace omnitls::bench {

std::vector<Work> OtherWorks() {
  Work set_up;
  set_up.group = "set-up";
  set_up.name = "making and freeing both ends";
  set_up.quantities = {""};
  set_up.prepare = [](Subject& subject) {
    subject.Handshake();
    return true;
  };
  set_up.batch = [](Subject& subject, Spent& spent) {
    constexpr int kBatch = 10;
    const double start = CpuSeconds();
    for (int i = 0; i < kBatch; ++i) {
      subject.Close();
      subject.Open(Side::kClient, false);
      subject.Open(Side::kServer, false);
    }
    spent.seconds[0] += CpuSeconds() - start;
    spent.operations += kBatch;
  };

  Work exchange;
  exchange.group = "messages";
  exchange.name = "64 B there and back, then waiting";
  exchange.quantities = {""};
  exchange.prepare = set_up.prepare;
  exchange.batch = [](Subject& subject, Spent& spent) {
    constexpr int kBatch = 100;
    std::uint8_t buffer[64] = {};
    const double start = CpuSeconds();
    for (int i = 0; i < kBatch; ++i) {
      for (const Side side : {Side::kClient, Side::kServer}) {
        subject.Write(side, buffer);
        subject.Read(Other(side), buffer);
        subject.Wait(Other(side));
      }
    }
    spent.seconds[0] += CpuSeconds() - start;
    spent.operations += kBatch;
  };

  Work parse;
  parse.group = "set-up";
  parse.name = "parsing a chain of two certificates";
  parse.quantities = {""};
  parse.prepare = [](Subject& subject) { return subject.ParseChain(); };
  parse.batch = [](Subject& subject, Spent& spent) {
    constexpr int kBatch = 20;
    const double start = CpuSeconds();
    for (int i = 0; i < kBatch; ++i) subject.ParseChain();
    spent.seconds[0] += CpuSeconds() - start;
    spent.operations += kBatch;
  };
  return {set_up, parse, exchange};
}

}  // namespace omnitls::bench
