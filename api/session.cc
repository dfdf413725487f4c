#include "omnitls/session.h"

#include "omnitls/session_core.h"

namespace omnitls {

Session::Session(const Session& other) : core_(other.core_) {
  if (core_ != nullptr) core_->AddReference();
}

Session::~Session() {
  if (core_ != nullptr) core_->RemoveReference();
}

std::string_view Session::backend_name() const {
  return core_ == nullptr ? std::string_view() : core_->backend->name();
}

std::string_view Session::server_name() const {
  return core_ == nullptr ? std::string_view() : core_->server_name.text();
}

std::uint32_t Session::max_early_data() const {
  return core_ == nullptr ? 0 : core_->engine_session->max_early_data();
}

}  // namespace omnitls
