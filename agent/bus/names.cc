// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::Role;

constexpr std::array<std::pair<ErrorCode, const char*>, 8> kErrors = {{
    {ErrorCode::kUnknown, "org.chaperone.Error.Unknown"},
    {ErrorCode::kBadInput, "org.chaperone.Error.BadInput"},
    {ErrorCode::kUnavailable, "org.chaperone.Error.Unavailable"},
    {ErrorCode::kNotFound, "org.chaperone.Error.NotFound"},
    {ErrorCode::kRefused, "org.chaperone.Error.Refused"},
    {ErrorCode::kLocked, "org.chaperone.Error.Locked"},
    {ErrorCode::kIo, "org.chaperone.Error.Io"},
    {ErrorCode::kProtocol, "org.chaperone.Error.Protocol"},
}};

constexpr std::array<std::pair<Role, const char*>, 5> kRoles = {{
    {Role::kUnknown, "unknown"},
    {Role::kCustomer, "customer"},
    {Role::kRepresentative, "representative"},
    {Role::kStaff, "staff"},
    {Role::kOther, "other"},
}};

template <class Table, class E>
const char* NameIn(const Table& table, E value) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const auto& each) { return each.first == value; });
  return row == table.end() ? table.front().second : row->second;
}

template <class Table>
auto ValueIn(const Table& table, std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const auto& each) { return each.second == name; });
  return row == table.end() ? table.front().first : row->first;
}

}  // namespace

const char* BusErrorName(ErrorCode code) {
  return NameIn(kErrors, code);
}

ErrorCode BusErrorCode(std::string_view name) {
  return ValueIn(kErrors, name);
}

const char* RoleName(Role role) {
  return NameIn(kRoles, role);
}

Role RoleFromName(std::string_view name) {
  return ValueIn(kRoles, name);
}

}  // namespace chaperone::agent
