# SPDX-License-Identifier: Apache-2.0
"""Invented speech, and whether and where it stands in what was heard: by cross-correlation, second by second."""

import dataclasses
import os
import subprocess

import numpy

from .processes import program

RATE = 8000  # telephone band is enough to tell voices and words apart
_SEGMENT = RATE  # one second
_HOP = RATE // 2

TEXTS = {
    "employee": "Good morning, thank you for waiting. The quarterly statement shows that the balance grew by nine "
                "percent. Could you please send me the signed agreement before Friday afternoon?",
    "customer": "Hello, yes, that is fine with me. The weather was terrible, so we postponed the meeting until next "
                "Wednesday. I would like to know what happens to the contract then.",
    "employee_2": "The branch is closed on the bank holiday, but the hotline remains open all day. Let me look into "
                  "the system, it is a little slow this morning.",
    "customer_2": "The train to the airport leaves every twenty minutes from platform six. I understand, and I will "
                  "write to you again in the evening.",
    "customer_3": "Thank you, that is all that I wanted to say about it today.",
    "card": "The long number is four zero zero zero, one two three four, five six seven eight, nine zero one zero.",
}
_VOICES = {"employee": ["-v", "en-gb", "-s", "150", "-p", "30"],
           "customer": ["-v", "en-us+f3", "-s", "160", "-p", "65"]}


def speech_file(folder, name):
    """A WAV of one of TEXTS in the voice of its speaker; made once."""
    path = folder.file("speech", name + ".wav")
    if not os.path.exists(path):
        voice = _VOICES["employee" if name.startswith("employee") else "customer"]
        subprocess.run([program("espeak-ng"), *voice, "-w", path, TEXTS[name]], check=True, timeout=60)
    return path


def sound_of(path, channels=1):
    """The samples of a sound file of any kind at RATE, one row a channel (one channel: a plain array)."""
    done = subprocess.run([program("ffmpeg"), "-nostdin", "-v", "error", "-i", path, "-f", "f32le", "-ac", str(channels),
                           "-ar", str(RATE), "-"], capture_output=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{os.path.basename(path)} does not decode: {done.stderr.decode()}")
    samples = numpy.frombuffer(done.stdout, dtype="<f4").astype(float)
    return samples if channels == 1 else samples.reshape(-1, channels).T


def at_rate(samples, rate):
    """Samples of another rate (a multiple of RATE) at RATE."""
    factor = rate // RATE
    usable = samples[:len(samples) // factor * factor]
    spectrum = numpy.fft.rfft(usable)
    return numpy.fft.irfft(spectrum[:len(usable) // factor // 2 + 1], len(usable) // factor) / factor


@dataclasses.dataclass
class Heard:
    """What of a reference stands in a recording. `coverage`: share of its seconds of speech that stand at one place (0 to
    1); `at`: where its beginning is, in seconds of the recording (negative: cut off); `peak`: median normalised
    correlation; `z`: median standard deviations above chance; `gain_db`: level against the reference."""
    coverage: float = 0.0
    at: float = 0.0
    peak: float = 0.0
    z: float = 0.0
    gain_db: float = -200.0

    def __bool__(self):
        return self.coverage >= 0.6


def hear(reference, recording):
    """Looks for speech at RATE, segment by segment: a softphone's jitter buffer shifts speech by some milliseconds in the
    middle of it, which a correlation of the whole would not survive. Segments agree when they are within 80 ms."""
    reference, recording = _telephone_band(reference), _telephone_band(recording)
    if len(recording) < _SEGMENT:
        return Heard()
    found = [_find(reference[start:start + _SEGMENT], recording, start)
             for start in _speech_segments(reference)]
    if not found:
        raise ValueError("the reference holds no speech")
    lags = numpy.array([lag for lag, *_ in found])
    near = [numpy.abs(lags - lag) <= 0.08 * RATE for lag in lags]
    best = max(near, key=numpy.count_nonzero)
    # One segment that lies anywhere agrees with itself: it must stand out too.
    good = [f for f, agrees in zip(found, best) if agrees and f[2] >= 8]
    if not good:
        return Heard()
    return Heard(len(good) / len(found), float(numpy.median([g[0] for g in good])) / RATE,
                 *(float(numpy.median([g[n] for g in good])) for n in (1, 2, 3)))


def pieces_of(reference, recording, at):
    """(lag in seconds, normalised correlation) of each fifth of a second of speech, looked for within 80 ms of its place. So
    short that a clock which is being corrected (a thousandth at most) does not blur it."""
    reference, recording = _telephone_band(reference), _telephone_band(recording)
    length, leeway = int(0.2 * RATE), int(0.08 * RATE)
    found = []
    for second in _speech_segments(reference):
        for start in range(second, second + _SEGMENT - length + 1, length):
            piece = reference[start:start + length]
            begin = int(at * RATE) + start - leeway
            window = recording[max(begin, 0):begin + 2 * leeway + length]
            if begin < 0 or len(window) < 2 * leeway + length or numpy.mean(piece ** 2) < 0.1 * numpy.mean(reference ** 2):
                continue
            dots = numpy.correlate(window, piece, "valid")
            squares = numpy.cumsum(numpy.concatenate([[0.0], window ** 2]))
            norms = numpy.sqrt((squares[length:] - squares[:-length]) * (piece @ piece)) + 1e-12
            best = int(numpy.argmax(dots / norms))
            found.append(((best - leeway) / RATE, float(dots[best] / norms[best])))
    return found


def level_at(reference, recording, at):
    """How loud a reference stands at a known place (with 80 ms of leeway) of a recording, in dB against itself."""
    reference, recording = _telephone_band(reference), _telephone_band(recording)
    gains = []
    for start in _speech_segments(reference):
        segment = reference[start:start + _SEGMENT]
        middle, leeway = int(at * RATE) + start, int(0.08 * RATE)
        window = recording[max(middle - leeway, 0):middle + leeway + _SEGMENT]
        if len(window) >= _SEGMENT:
            gains.append(numpy.abs(numpy.correlate(window, segment, "valid")).max() / (segment @ segment))
    return 20 * numpy.log10(max(float(numpy.median(gains)), 1e-10)) if gains else -200.0


def level_db(samples):
    """RMS, dB below full scale."""
    return 10 * numpy.log10(max(float(numpy.mean(samples ** 2)), 1e-20)) if len(samples) else -200.0


def _telephone_band(samples):
    spectrum = numpy.fft.rfft(samples)
    frequency = numpy.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] = 0
    return numpy.fft.irfft(spectrum, len(samples))


def _speech_segments(reference):
    """The starts of the seconds that hold speech and not mostly a pause."""
    starts = range(0, max(len(reference) - _SEGMENT, 0) + 1, _HOP)
    energy = [float(numpy.sum(reference[s:s + _SEGMENT] ** 2)) for s in starts]
    return [s for s, e in zip(starts, energy) if e > 0.25 * max(energy)]


def _find(segment, recording, start):
    """(where the reference would begin, correlation there, z, gain in dB) of the best place of one segment."""
    size = 1 << (len(recording) + len(segment) - 1).bit_length()
    product = numpy.fft.irfft(numpy.fft.rfft(recording, size) * numpy.conj(numpy.fft.rfft(segment, size)), size)
    product = product[:len(recording) - len(segment) + 1]
    sums = numpy.concatenate(([0.0], numpy.cumsum(recording ** 2)))
    energy = sums[len(segment):] - sums[:-len(segment)]
    own = float(segment @ segment)
    # Silence correlates with nothing; its rounding errors would.
    floor = max(own * 1e-6, float(energy.max()) * 1e-4)
    scores = product / numpy.sqrt(own * numpy.maximum(energy, floor))
    best = int(numpy.argmax(scores))
    z = (scores[best] - scores.mean()) / max(float(scores.std()), 1e-9)
    gain = 20 * numpy.log10(max(float(product[best]) / own, 1e-10))
    return best - start, float(scores[best]), z, gain
