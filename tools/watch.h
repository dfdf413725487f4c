#ifndef OMNITLS_TOOLS_WATCH_H_
#define OMNITLS_TOOLS_WATCH_H_

#include <uv.h>

#include <functional>
#include <memory>

namespace omnitls::tools {

// Watch tells when a descriptor is ready. libuv closes its handles later than C++ destroys objects;
// here that is hidden.
class Watch {
 public:
  // Null if the descriptor cannot be watched. `on_ready` may destroy the Watch.
  static std::unique_ptr<Watch> Make(uv_loop_t& loop, int descriptor,
                                     std::function<void()> on_ready);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  // The descriptor may be closed from now on, not before.
  ~Watch();

  void Want(bool read, bool write);

 private:
  struct Handle {
    uv_poll_t poll;  // The first: libuv gives its address back.
    std::function<void()> on_ready;
    int events;
  };
  static void OnReady(uv_poll_t* poll, int status, int events);

  explicit Watch(Handle* handle) : handle_(handle) {}

  Handle* handle_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_WATCH_H_
