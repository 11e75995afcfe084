# SPDX-License-Identifier: Apache-2.0
# Read by cpack for each generator. Debian's takes the debug symbols out into packages of their own; CPack's RPM keeps none.
if(CPACK_GENERATOR STREQUAL RPM)
  set(CPACK_STRIP_FILES ON)
  # No links by build id: the same files as Debian's package. Nothing of the time and the machine: the same bytes again.
  set(CPACK_RPM_SPEC_MORE_DEFINE
"%define _build_id_links none
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _buildhost localhost")
endif()
