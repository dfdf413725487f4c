#include "tools/watch.h"

#include <utility>

namespace omnitls::tools {

std::unique_ptr<Watch> Watch::Make(uv_loop_t& loop, int descriptor,
                                   std::function<void()> on_ready) {
  auto handle = std::make_unique<Handle>(Handle{{}, std::move(on_ready), 0});
  if (uv_poll_init(&loop, &handle->poll, descriptor) != 0) return nullptr;
  return std::unique_ptr<Watch>(new Watch(handle.release()));
}

Watch::~Watch() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll),
           [](uv_handle_t* handle) { delete reinterpret_cast<Handle*>(handle); });
}

void Watch::Want(bool read, bool write) {
  const int events = (read ? UV_READABLE : 0) | (write ? UV_WRITABLE : 0);
  if (events == handle_->events) return;
  handle_->events = events;
  if (events == 0) {
    uv_poll_stop(&handle_->poll);
  } else {
    uv_poll_start(&handle_->poll, events, OnReady);
  }
}

void Watch::OnReady(uv_poll_t* poll, int status, int /*events*/) {
  auto* handle = reinterpret_cast<Handle*>(poll);
  if (status < 0) handle->events = 0;  // An error, and libuv watches no more. A read will tell.
  handle->on_ready();
}

}  // namespace omnitls::tools
