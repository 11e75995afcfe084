# SPDX-License-Identifier: Apache-2.0
# Bash completion: asks `--help` of the command that stands on the line, so that it is never out of date.
_chaperone() {
  local word=${COMP_WORDS[COMP_CWORD]} i help
  local -a command=("${COMP_WORDS[0]}")
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} =~ ^[a-z][a-z-]*$ ]] || break
    command+=("${COMP_WORDS[i]}")
  done
  # A word that is no subcommand is an argument: the help of what stands before it.
  until help=$("${command[@]}" --help 2>/dev/null) || [ ${#command[@]} -eq 1 ]; do unset 'command[-1]'; done
  local candidates
  if [[ $word == -* ]]; then
    candidates=$(grep -oE '(^| |,)--[a-z][a-z-]+' <<<"$help" | tr -d ' ,' | sort -u)
  else
    candidates=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help")
  fi
  # shellcheck disable=SC2207
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
  [ ${#COMPREPLY[@]} -gt 0 ] || [[ $word == -* ]] || compopt -o default
}
complete -F _chaperone chaperone
