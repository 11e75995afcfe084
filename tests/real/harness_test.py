#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The harness itself: two softphones talk on real sound, who says what is told apart, and policy can be managed.
harness_test.py pcmu|opus [pipewire]"""

import os
import sys
import time

import numpy

from harness.agent import fail, log_step
from harness.desktop import Desktop
from harness.machine import MANAGED, set_managed_policy, use_own_etc
from harness.processes import wait_until
from harness.softphone import Softphone
from harness.sound import RATE as SOUND_RATE
from harness.sound import PipeWireServer, SoundServer
from harness.speech import RATE, at_rate, hear, level_at, sound_of, speech_file


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def check_hearing(folder):
    """What is not there is not found, and what is there is found where it is."""
    employee, customer = (sound_of(speech_file(folder, n)) for n in ("employee", "customer"))
    noise = numpy.random.default_rng(3).normal(0, 0.01, RATE * 20)
    mixed = noise + numpy.pad(customer, (RATE, 19 * RATE - len(customer)))
    found, absent = hear(customer, mixed), hear(employee, mixed)
    check(found and abs(found.at - 1) < 0.01 and abs(found.gain_db) < 1, f"speech is found where it is: {found}")
    check(not absent, f"another's speech is not found: {absent}")
    check(not hear(employee, noise) and not hear(employee, numpy.zeros(RATE * 9)), "noise and silence hold no speech")
    check(not hear(employee, mixed[:RATE // 2]), "half a second holds no speech")
    half = hear(customer, mixed[:int(RATE * (1 + len(customer) / RATE / 2))])
    check(0.2 < half.coverage < 0.6, f"half a speech is half a speech: {half}")


def run(codec, server):
    folder = os.listdir(MANAGED)
    check(folder == [], "managed policy is empty")
    set_managed_policy('organisation = "Example Lending Ltd"\n')
    check(os.listdir(MANAGED) == ["10-firm.toml"], "managed policy is there")
    with Desktop() as desktop:
        check_hearing(desktop.folder)
        sound, other = server(desktop), SoundServer(desktop, "customer")
        phone = Softphone(desktop, sound, "agent", codec)
        customer = Softphone(desktop, other, "customer", codec, answers=True)
        phone.dial(customer)
        streams = [s for s in sound.recording_streams() if s["pid"] == phone.pid]
        check(len(streams) == 1 and streams[0]["source"] == sound.microphone and not streams[0]["muted"],
              f"the softphone has the microphone: {streams}")
        with other.listen() as customers_ear, sound.listen() as employees_ear:
            check(abs(customers_ear.began - time.time()) < 2, "what is heard has a time")
            said = time.time()
            players = [sound.start_playing(speech_file(desktop.folder, "employee")),
                       other.start_playing(speech_file(desktop.folder, "customer"))]
            for player in players:
                player.wait(60)
            time.sleep(0.5)
        mine, theirs = (sound_of(speech_file(desktop.folder, n)) for n in ("employee", "customer"))
        at_customer, at_employee = (at_rate(e.samples(), SOUND_RATE) for e in (customers_ear, employees_ear))
        heard, back = hear(mine, at_customer), hear(theirs, at_employee)
        check(heard and heard.z > 8, f"the customer hears the employee: {heard}")
        check(back and back.z > 8, f"the employee hears the customer: {back}")
        check(0 < customers_ear.began + heard.at - said < 1.5,
              f"and hears it {customers_ear.began + heard.at - said:.3f} s after it was said")
        check(not hear(theirs, at_customer) and level_at(theirs, at_customer, heard.at) < heard.gain_db - 20,
              "nobody hears themselves")
        sound.remove_microphone()
        check(sound.microphone not in sound.sources(), "a microphone can be pulled out")
        sound.add_microphone()
        sound.remove_speaker()
        sound.add_speaker()
        check({sound.microphone, sound.far_end} <= set(sound.sources()), "and headset and microphone come back")
        phone.hang_up()
        customer.wait_for("CALL_CLOSED")
        # ALSA leaves a moment later.
        wait_until(lambda: not [s for s in sound.recording_streams() if s["pid"] == phone.pid],
                   "nobody having the microphone after the call", 5)
    set_managed_policy(None)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], PipeWireServer if sys.argv[2:] == ["pipewire"] else SoundServer)
