#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How a dialler records its call: python3 samples/dialler.py (Debian: python3-dbus)"""

import json
import sys
import time

import dbus

agent = dbus.Interface(dbus.SessionBus().get_object("org.chaperone.Agent1", "/org/chaperone/Agent1"),
                       "org.chaperone.Agent1")


def wait_until(phase):
    """RecordingChanged tells it without asking; this is shorter."""
    while (now := json.loads(agent.RecordingStatus()))["phase"] != phase:
        if now["phase"] not in ("announcing", "opening", "closing", "recording"):
            sys.exit(f"{now['phase']}: {now['trouble']}")
        time.sleep(0.2)


answer = json.loads(agent.MayRecord())
for missing in answer["missing"]:
    print(missing["what"], missing["participant"], missing["sentence"])
# Where only the announcement is missing, StartRecording makes it first.
if not answer["may"] and answer["phase"] != "ready_to_announce":
    sys.exit(1)

agent.StartRecording()
wait_until("recording")
print("recording", json.loads(agent.RecordingStatus())["recording"]["id"])
agent.PauseRecording("card")  # nothing is kept while the card number is said
time.sleep(2)
agent.ResumeRecording()
wait_until("recording")
agent.StopRecording()
print("stopped:", json.loads(agent.RecordingStatus())["phase"])
