# SPDX-License-Identifier: Apache-2.0
# Read by cpack for each generator. Debian's takes the debug symbols out into packages of their own; CPack's RPM keeps none.
if(CPACK_GENERATOR STREQUAL RPM)
  set(CPACK_STRIP_FILES ON)
  # No links by build id: the same files as Debian's package.
  set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none")
endif()
