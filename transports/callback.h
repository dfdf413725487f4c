#ifndef OMNITLS_TRANSPORTS_CALLBACK_H_
#define OMNITLS_TRANSPORTS_CALLBACK_H_

#include <cerrno>

#include "omnitls/bytes.h"
#include "omnitls/transport.h"

namespace omnitls {

// CallbackTransport calls two functions of the caller's with a pointer of the caller's: for
// programs with I/O of their own that prefer functions to a class. The functions follow Transport's
// rules. Null functions fail with EINVAL.
class CallbackTransport final : public Transport {
 public:
  using ReadFunction = IoResult (*)(void* user, MutableBytes out);
  using WriteFunction = IoResult (*)(void* user, ByteView data);

  CallbackTransport(ReadFunction read, WriteFunction write, void* user)
      : read_(read), write_(write), user_(user) {}

  IoResult Read(MutableBytes out) override {
    return read_ != nullptr ? read_(user_, out) : IoResult::Failed(EINVAL);
  }
  IoResult Write(ByteView data) override {
    return write_ != nullptr ? write_(user_, data) : IoResult::Failed(EINVAL);
  }

 private:
  ReadFunction read_;
  WriteFunction write_;
  void* user_;
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORTS_CALLBACK_H_
