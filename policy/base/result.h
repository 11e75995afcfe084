// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace chaperone::policy {

// Why something failed. `kUnknown` is never made on purpose.
enum class ErrorCode {
  kUnknown,
  kBadInput,     // what was given is wrong: say which file, line or key, and what is expected
  kUnavailable,  // the machine lacks something: a display, a bus, a model, a library
  kNotFound,     // the thing named does not exist
  kRefused,      // a rule says no
  kLocked,       // the key is not to be had now (Secret Service locked)
  kIo,           // reading or writing failed: disk full, connection reset
  kProtocol,     // the other side spoke nonsense
};

// `detail` is for people: what happened, what it means, what to do. It never holds personal data.
struct Error {
  ErrorCode code = ErrorCode::kUnknown;
  bool retryable = false;
  std::string detail;

  bool operator==(const Error&) const = default;
};

// A value or the reason why there is none. Asking for the side that is not there is a bug (assert).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

// The value-less form: done, or the reason why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

inline Error BadInput(std::string detail) {
  return {ErrorCode::kBadInput, false, std::move(detail)};
}
inline Error Unavailable(std::string detail, bool retryable = false) {
  return {ErrorCode::kUnavailable, retryable, std::move(detail)};
}
inline Error Refused(std::string detail) {
  return {ErrorCode::kRefused, false, std::move(detail)};
}
inline Error NotFound(std::string detail) {
  return {ErrorCode::kNotFound, false, std::move(detail)};
}
inline Error IoError(std::string detail, bool retryable = true) {
  return {ErrorCode::kIo, retryable, std::move(detail)};
}

}  // namespace chaperone::policy
