#ifndef OMNITLS_BYTES_H_
#define OMNITLS_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace omnitls {

// ByteView is bytes somebody else owns; how long it stays valid is said where one is handed out.
using ByteView = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// Views between text and bytes, no copy.
inline ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline bool Equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

inline bool HasNul(ByteView bytes) {
  return !bytes.empty() && std::memchr(bytes.data(), 0, bytes.size()) != nullptr;
}

// Wipe overwrites memory in a way that the compiler does not remove.
void Wipe(void* data, std::size_t size);

class Bytes;

namespace internal {

// The one place where this library takes memory from. Allocate returns nullptr when there is none;
// it never throws. Release accepts nullptr.
void* Allocate(std::size_t size);
void Release(void* data);

// Allocated gives a class `new (std::nothrow)` and `delete` over Allocate, so that nothing depends
// on the global operators and their exceptions.
class Allocated {
 public:
  static void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return Allocate(size);
  }
  static void* operator new(std::size_t, void* place) noexcept { return place; }
  static void operator delete(void* data) noexcept { Release(data); }
  static void operator delete(void* data, const std::nothrow_t&) noexcept { Release(data); }
};

// Owned is a unique pointer for Allocated classes (std::unique_ptr without its default operators).
template <class T>
class Owned {
 public:
  Owned() = default;
  explicit Owned(T* object) : object_(object) {}
  Owned(Owned&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires std::is_convertible_v<U*, T*> Owned(Owned<U>&& other)
  noexcept : object_(other.release()) {}
  Owned& operator=(Owned&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Owned() { delete object_; }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  T* release() { return std::exchange(object_, nullptr); }
  void reset(T* object = nullptr) { delete std::exchange(object_, object); }

 private:
  T* object_ = nullptr;
};

// MakeOwned constructs a T, or returns an empty pointer when there is no memory.
template <class T, class... Args>
Owned<T> MakeOwned(Args&&... args) {
  return Owned<T>(new (std::nothrow) T(std::forward<Args>(args)...));
}

// Vec is a growing array that reports a lack of memory instead of throwing. Move-only. Sizes are 32
// bits wide, because every connection has several: for 2 GiB or more there is never memory.
template <class T>
class Vec {
 public:
  Vec() = default;
  Vec(Vec&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0u)),
        capacity_(std::exchange(other.capacity_, 0u)) {}
  Vec& operator=(Vec&& other) noexcept {
    if (this != &other) {
      Reset();
      data_ = std::exchange(other.data_, nullptr);
      size_ = std::exchange(other.size_, 0u);
      capacity_ = std::exchange(other.capacity_, 0u);
    }
    return *this;
  }
  ~Vec() { Reset(); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T& back() { return data_[size_ - 1]; }
  std::span<const T> view() const { return {data_, size_}; }

  // Reserve, Push and Append return false, and change nothing, when there is no memory.
  [[nodiscard]] bool Reserve(std::size_t wanted) {
    if (wanted <= capacity_) return true;
    constexpr std::size_t kMost = std::uint32_t(-1) / 2 / sizeof(T);
    if (wanted > kMost) return false;
    std::size_t capacity = capacity_ < 4 ? 4 : std::size_t{capacity_} * 2;
    if (capacity < wanted) capacity = wanted;
    T* data = static_cast<T*>(Allocate(capacity * sizeof(T)));
    if (data == nullptr) return false;
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (size_ > 0) std::memcpy(static_cast<void*>(data), data_, size_ * sizeof(T));
    } else {
      for (std::size_t i = 0; i < size_; ++i) {
        ::new (static_cast<void*>(data + i)) T(std::move(data_[i]));
        data_[i].~T();
      }
    }
    Release(data_);
    data_ = data;
    capacity_ = static_cast<std::uint32_t>(capacity);
    return true;
  }
  [[nodiscard]] bool Push(T value) {
    if (!Reserve(size_ + 1)) return false;
    ::new (static_cast<void*>(data_ + size_)) T(std::move(value));
    ++size_;
    return true;
  }
  [[nodiscard]] bool Append(std::span<const T> values) requires std::is_trivially_copyable_v<T> {
    if (values.empty()) return true;
    if (!Reserve(size_ + values.size())) return false;
    std::memcpy(static_cast<void*>(data_ + size_), values.data(), values.size_bytes());
    size_ += static_cast<std::uint32_t>(values.size());
    return true;
  }
  void Truncate(std::size_t size) {
    if constexpr (std::is_trivially_destructible_v<T>) {
      if (size < size_) size_ = static_cast<std::uint32_t>(size);
    } else {
      while (size_ > size) data_[--size_].~T();
    }
  }
  void Reset() {
    Truncate(0);
    Release(std::exchange(data_, nullptr));
    capacity_ = 0;
  }

 private:
  friend class omnitls::Bytes;

  // Takes what is not memory of ours, never changes, and outlives this: see Bytes::AssignLasting.
  void Borrow(std::span<const T> values) {
    Reset();
    data_ = const_cast<T*>(values.data());
    size_ = static_cast<std::uint32_t>(values.size());
  }

  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace internal

// Bytes owns a run of bytes. Move-only; Assign copies. It does not wipe: see SecretBytes.
class Bytes {
 public:
  ByteView view() const { return bytes_.view(); }
  operator ByteView() const { return bytes_.view(); }  // NOLINT: a view of itself
  std::string_view text() const { return AsText(bytes_.view()); }
  std::uint8_t* data() { return bytes_.data(); }
  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  // Return false, and change nothing, when there is no memory.
  [[nodiscard]] bool Append(ByteView more) { return bytes_.Append(more); }
  [[nodiscard]] bool Reserve(std::size_t size) { return bytes_.Reserve(size); }
  [[nodiscard]] bool Assign(ByteView from) {
    Bytes copy;
    if (!copy.Append(from)) return false;
    bytes_ = std::move(copy.bytes_);
    return true;
  }
  // The same for what is only read from now on; on a microcontroller without a copy, if the bytes
  // are in memory that never changes.
  [[nodiscard]] bool AssignLasting(ByteView from);
  void Truncate(std::size_t size) { bytes_.Truncate(size); }
  void Reset() { bytes_.Reset(); }

 private:
  internal::Vec<std::uint8_t> bytes_;
};

// SecretBytes owns bytes that are wiped when replaced, outgrown or destroyed. Move-only.
class SecretBytes {
 public:
  SecretBytes() = default;
  SecretBytes(SecretBytes&&) = default;
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      Clear();
      bytes_ = std::move(other.bytes_);
    }
    return *this;
  }
  ~SecretBytes() { Clear(); }

  ByteView view() const { return bytes_.view(); }
  operator ByteView() const { return bytes_.view(); }  // NOLINT: a view of itself
  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool Assign(ByteView from) {
    Clear();
    return bytes_.Append(from);
  }
  // Reserve makes room without copies of what is here, which must be nothing.
  [[nodiscard]] bool Reserve(std::size_t size) { return bytes_.empty() && bytes_.Reserve(size); }
  // Grow makes room for `size` more bytes, zero at first, and shows it; what is outgrown is wiped.
  // False, and nothing changed, when there is no memory.
  [[nodiscard]] bool Grow(std::size_t size, MutableBytes& added);
  [[nodiscard]] bool Append(ByteView more) {
    MutableBytes added;
    if (!Grow(more.size(), added)) return false;
    if (!more.empty()) std::memcpy(added.data(), more.data(), more.size());
    return true;
  }
  void Clear() {
    if (!bytes_.empty()) Wipe(bytes_.data(), bytes_.size());
    bytes_.Reset();
  }

 private:
  internal::Vec<std::uint8_t> bytes_;
};

}  // namespace omnitls

#endif  // OMNITLS_BYTES_H_
