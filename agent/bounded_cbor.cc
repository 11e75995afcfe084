// SPDX-License-Identifier: Apache-2.0
#include "agent/bounded_cbor.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

class Bounds : public json::json_sax_t {
 public:
  bool null() override { return Count(); }
  bool boolean(bool) override { return Count(); }
  bool number_integer(number_integer_t) override { return Count(); }
  bool number_unsigned(number_unsigned_t) override { return Count(); }
  bool number_float(number_float_t, const string_t&) override { return Count(); }
  bool string(string_t&) override { return Count(); }
  bool binary(binary_t&) override { return Count(); }
  bool key(string_t&) override { return Count(); }
  bool start_object(size_t) override { return Deeper(); }
  bool start_array(size_t) override { return Deeper(); }
  bool end_object() override { return Shallower(); }
  bool end_array() override { return Shallower(); }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  static constexpr int kMaxDepth = 5;
  static constexpr size_t kMaxValues = 500'000;
  bool Count() { return ++values_ < kMaxValues; }
  bool Deeper() { return ++depth_ <= kMaxDepth && Count(); }
  bool Shallower() {
    --depth_;
    return true;
  }
  int depth_ = 0;
  size_t values_ = 0;
};

}  // namespace

bool IsBoundedCbor(std::span<const uint8_t> payload) {
  Bounds bounds;
  return json::sax_parse(payload.begin(), payload.end(), &bounds, json::input_format_t::cbor);
}

int64_t Bounded(const json& value, int64_t low, int64_t high) {
  if (!value.is_number_integer()) throw Odd{};
  if (value.is_number_unsigned() && value.get<uint64_t>() > uint64_t{INT64_MAX}) throw Odd{};
  const auto number = value.get<int64_t>();
  if (number < low || number > high) throw Odd{};
  return number;
}

}  // namespace chaperone::agent
