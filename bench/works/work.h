#ifndef OMNITLS_BENCH_WORKS_WORK_H_
#define OMNITLS_BENCH_WORKS_WORK_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bench/clock.h"
#include "bench/subjects/subject.h"

// The table of works: what all subjects do, and how its time is taken.
namespace omnitls::bench {

// Spent is what batches of a work have taken.
struct Spent {
  double seconds[2] = {0, 0};  // By quantity.
  double operations = 0;
};

struct Work {
  std::string group;  // "handshakes", "messages", ...
  std::string name;   // "TLS 1.3, ECDSA P-256"
  // What is measured apart, one or two: "client" and "server", "send" and "receive".
  std::vector<std::string> quantities;
  Plan plan;
  // Prepares a new subject; false: it cannot do this work.
  std::function<bool(Subject&)> prepare;
  // A new connection for each round: keys last for so many records only.
  bool anew_each_round = false;
  // Does it a few times, at most a few milliseconds long, and adds what it took.
  std::function<void(Subject&, Spent&)> batch;

  std::string quantity(std::size_t i) const {
    return quantities[i].empty() ? name : name + ", " + quantities[i];
  }
};

// Each file of this directory gives some of them.
std::vector<Work> Handshakes();
std::vector<Work> Messages();
std::vector<Work> SocketMessages();
std::vector<Work> Threads();
std::vector<Work> OtherWorks();

std::vector<Work> AllWorks();

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_WORKS_WORK_H_
