// SPDX-License-Identifier: Apache-2.0
#include <tesseract/baseapi.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>

#include "ocr/quiet.h"
#include "ocr/recogniser.h"
#include "ocr/wipe.h"

namespace chaperone::ocr {
namespace {

constexpr const char* kLanguage = "eng";
constexpr int kDotsPerInch = 300;

policy::Error Broken(const char* what) {
  return policy::Unavailable(std::string("Tesseract failed (") + what +
                                 "): text on the screen is not being read; restart the reader",
                             true);
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n\f";
  const size_t first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

class TesseractRecogniser : public Recogniser {
 public:
  // False where the model cannot be loaded.
  bool Init(const std::string& tessdata) {
    const char* folder = tessdata.empty() ? nullptr : tessdata.c_str();
    const Quiet quiet;
    if (api_.Init(folder, kLanguage, tesseract::OEM_LSTM_ONLY) != 0) return false;
    api_.SetPageSegMode(tesseract::PSM_SINGLE_LINE);
    // Line images are dark on white already.
    if (!api_.SetVariable("tessedit_do_invert", "0")) return false;
    if (!api_.SetVariable("debug_file", "/dev/null")) return false;
    // A blank opens the debug file and whatever else is made at first use, so that later the
    // program may be locked in.
    LineImage blank;
    blank.width = kLineHeight;
    blank.pixels.assign(size_t{kLineHeight} * kLineHeight, 255);
    Read(blank);
    return true;
  }

  policy::Result<std::vector<Reading>> Recognise(std::span<const LineImage> lines) override {
    try {
      std::vector<Reading> readings;
      readings.reserve(lines.size());
      for (const LineImage& line : lines) readings.push_back(Read(line));
      return readings;
    } catch (const std::exception& e) {
      return Broken(e.what());
    } catch (...) {
      return Broken("unknown exception");
    }
  }

 private:
  Reading Read(const LineImage& line) {
    Reading reading;
    api_.SetImage(line.pixels.data(), line.width, kLineHeight, 1, line.width);
    api_.SetSourceResolution(kDotsPerInch);
    if (api_.Recognize(nullptr) == 0) {
      const std::unique_ptr<char[]> text(api_.GetUTF8Text());
      if (text != nullptr) {
        std::string whole(text.get());
        reading.text = Trimmed(whole);
        reading.confidence = reading.text.empty() ? 0 : api_.MeanTextConf() / 100.0;
        explicit_bzero(text.get(), whole.size());
        Wipe(whole);
      }
    }
    api_.Clear();
    return reading;
  }

  tesseract::TessBaseAPI api_;
};

}  // namespace

policy::Result<std::unique_ptr<Recogniser>> MakeTesseractRecogniser(const std::string& tessdata) {
  const char* threads = std::getenv("OMP_THREAD_LIMIT");
  if (threads == nullptr || std::string_view(threads) != "1") {
    return policy::Unavailable(
        "OMP_THREAD_LIMIT=1 is not in the environment: reading would cost many times the CPU; "
        "start "
        "the program with OMP_THREAD_LIMIT=1 set");
  }
  try {
    auto recogniser = std::make_unique<TesseractRecogniser>();
    if (!recogniser->Init(tessdata)) {
      return policy::Unavailable(
          "the Tesseract model eng.traineddata cannot be loaded" +
          (tessdata.empty() ? std::string() : " from " + tessdata) +
          ": nothing on the screen can be read; install the package tesseract-ocr-eng");
    }
    return std::unique_ptr<Recogniser>(std::move(recogniser));
  } catch (const std::exception& e) {
    return Broken(e.what());
  }
}

std::string TesseractVersion() {
  return tesseract::TessBaseAPI::Version();
}

}  // namespace chaperone::ocr
