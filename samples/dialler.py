#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How a dialler records its call: python3 samples/dialler.py (Debian: python3-dbus)"""

import json
import sys
import time

import dbus

agent = dbus.Interface(dbus.SessionBus().get_object("org.chaperone.Agent1", "/org/chaperone/Agent1"),
                       "org.chaperone.Agent1")


def wait_until_recording():
    """RecordingChanged tells it without asking; this is shorter."""
    while (now := json.loads(agent.RecordingStatus()))["phase"] != "recording":
        if now["phase"] not in ("announcing", "opening"):
            sys.exit(f"{now['phase']}: {now['trouble']}")
        time.sleep(0.2)
    return now["recording"]["id"]


answer = json.loads(agent.MayRecord())
for missing in answer["missing"]:
    print(missing["sentence"])
# Where only the announcement is missing, StartRecording makes it first.
if not answer["may"] and answer["phase"] != "ready_to_announce":
    sys.exit(1)

agent.StartRecording()
print("recording", wait_until_recording())
time.sleep(5)  # the call
agent.PauseRecording("card")  # nothing is kept while the card number is said
time.sleep(2)
agent.ResumeRecording()
wait_until_recording()
time.sleep(5)
agent.StopRecording()
while json.loads(agent.RecordingStatus())["phase"] == "closing":
    time.sleep(0.2)
print("stopped")
