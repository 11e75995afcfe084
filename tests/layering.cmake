# SPDX-License-Identifier: Apache-2.0
# Arrows point left: policy <- capture <- ocr <- agent. A file includes its own folder and folders to its left.
# Heavy libraries stay in the rooms that may use them.
set(rooms policy capture ocr agent)
set(failures "")
set(checked 0)

# forbid(room pattern reason): no file of that room may include what matches.
set(rules
  "policy|<(thread|mutex|future|pthread|condition_variable|filesystem|fstream|iostream|ctime|time.h|unistd.h|sys/|poll.h|sqlite3|spdlog|curl|opencv2|tesseract|xcb|sdbus-c)|policy is pure: no I/O, threads or clocks"
  "capture|<(opencv2|tesseract|leptonica|sqlite3|sdbus-c|curl|thread|future|pthread)|capture is a passive adapter"
  "ocr|<(sqlite3|sdbus-c|curl|xcb|thread|future|pthread)|ocr turns pixels to text and nothing else"
  "agent|<(opencv2|tesseract)|only ocr/ knows OpenCV and Tesseract")

foreach(room IN LISTS rooms)
  list(FIND rooms ${room} rank)
  file(GLOB_RECURSE files ${ROOT}/${room}/*.h ${ROOT}/${room}/*.cc)
  foreach(file IN LISTS files)
    math(EXPR checked "${checked}+1")
    if(file MATCHES "_compiler\\.cc$")  # a build tool: it reads and writes, the library does not
      continue()
    endif()
    file(STRINGS ${file} includes REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS includes)
      if(line MATCHES "\"([a-z_]+)/")
        list(FIND rooms ${CMAKE_MATCH_1} target)
        if(target EQUAL -1)
          list(APPEND failures "${file}: ${line}: quoted includes start with a room")
        elseif(target GREATER rank)
          list(APPEND failures "${file}: ${line}: ${room} may not include ${CMAKE_MATCH_1}")
        endif()
      endif()
      foreach(rule IN LISTS rules)
        string(REPLACE "|<" ";<" parts "${rule}")
        list(GET parts 0 where)
        list(GET parts 1 rest)
        string(FIND "${rest}" ")|" cut)
        math(EXPR end "${cut}+1")
        string(SUBSTRING "${rest}" 0 ${end} pattern)
        math(EXPR start "${cut}+2")
        string(SUBSTRING "${rest}" ${start} -1 reason)
        if(room STREQUAL where AND line MATCHES "${pattern}")
          list(APPEND failures "${file}: ${line}: ${reason}")
        endif()
      endforeach()
    endforeach()
  endforeach()
endforeach()

if(checked LESS 20)
  list(APPEND failures "only ${checked} files were found under ${ROOT}: is ROOT right?")
endif()
if(failures)
  string(REPLACE ";" "\n" failures "${failures}")
  message(FATAL_ERROR "layering:\n${failures}")
endif()
message(STATUS "layering: ${checked} files hold the rule")
