// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/archive_worker.h"
#include "agent/bus/bus_service.h"
#include "agent/bus/notifier.h"
#include "agent/bus/request.h"
#include "agent/channel.h"
#include "agent/language.h"
#include "agent/loaded_policy.h"
#include "agent/recording_desk.h"
#include "agent/records.h"
#include "agent/screen_check.h"
#include "agent/screen_worker.h"
#include "agent/sound_worker.h"
#include "agent/watch_worker.h"
#include "policy/recording/usual_purpose.h"
#include "policy/session.h"

namespace chaperone::agent {

// What the agent is given once and for all.
struct AgentWiring {
  std::string display;           // "" : $DISPLAY
  std::string reader_program;    // path of chaperone-reader
  std::string recorder_program;  // path of chaperone-recorder
  std::filesystem::path state_folder;
  std::string user;  // login name: who asks the champion, who exports
  Language language = Language::kEnglish;
  std::vector<uint8_t> fingerprint_key;
  std::function<policy::Result<LoadedPolicy>()> load_policy;
  // Opens what a share shows; the display, or a replay.
  std::function<policy::Result<std::unique_ptr<capture::ScreenSource>>(const capture::ShareTarget&)>
      open_source;
  // Opens what covers it; none where there is nothing to cover.
  std::function<policy::Result<std::unique_ptr<X11Shield>>(const capture::ShareTarget&)>
      open_shield;
};

// The session and the effects of its decisions. Lives on the thread "agent": every call is made
// there. Events of the screen threads come by `events()`, which the loop empties into Apply().
class Agent : public AgentFace {
 public:
  // `records` must outlive the agent.
  Agent(AgentWiring wiring, LoadedPolicy loaded, Records& records);
  ~Agent() override;

  // Shares that wait for a bus are shown when they get one; null takes it away.
  void SetDesktop(Notifier* notifier, BusService* service);

  void Start();
  // Asked to end: shares, call and recording end on record. Waits for the recorder to seal its
  // file, some seconds at most.
  void Stop();
  // Decides, keeps, acts. Events that follow from acting are applied before it returns.
  void Apply(const policy::Event& event);
  policy::Result<nlohmann::json> Handle(const Request& request) override;
  void OnWatchReport(const WatchReport& report);
  void OnSoundReport(const SoundReport& report);
  void OnMailSettled();
  void OnArchived();
  // What is due by the clock beside the session: retention, rulings that were dropped into the
  // folder.
  void DoChores();
  std::optional<std::chrono::milliseconds> chores_within() const;
  // The employee's answer to "you are in a call: record?".
  void OnOfferAnswered(bool record);
  // Takes in what came of the look before a share.
  void ServeCheck();
  // Tries again to put on record what could not be.
  void Retry();

  Channel<policy::Event>& events() { return events_; }
  Mailbox<WatchReport>& watch_reports() { return watch_reports_; }
  Mailbox<SoundReport>& sound_reports() { return sound_reports_; }
  RecordingDesk& desk() { return desk_; }
  const ScreenCheck& check() const { return check_; }
  Channel<FolderReport>& archived() { return archived_; }
  // No call, share, recording or look at the screen is open: nobody would notice a new start.
  bool idle() const;
  const std::filesystem::path& state_folder() const { return wiring_.state_folder; }
  Language language() const { return wiring_.language; }
  WatchSettings SettingsForWatch() const;
  SoundSettings SettingsForSound();
  const policy::Session& session() const { return session_; }
  // Called when what the watching threads go by has changed.
  void set_on_settings(std::function<void()> f) { on_settings_ = std::move(f); }

 private:
  void Step(const policy::Event& event);
  // What an earlier run left; not before the vault is open.
  void FindUnfinished();
  // False where it could not be put on record.
  bool Keep(const std::vector<policy::Effect>& effects, const policy::Now& now);
  void FindRecords();
  void SettingsChanged();
  void FollowActiveWindow(uint32_t window);
  void Act(const policy::effect::Record&);
  void Act(const policy::effect::Mail&) {}   // kept with the records of its step
  void Act(const policy::effect::Count&) {}  // as mails are
  void Act(const policy::effect::Cover& e);
  void Act(const policy::effect::Warn& e);
  void Act(const policy::effect::Unwarn& e);
  void Act(const policy::effect::AskAudience&);
  void Act(const policy::effect::StopAskingAudience&);
  void Act(const policy::effect::TellEmployee& e);
  void Act(const policy::effect::WatchScreen& e);
  void Act(const policy::effect::StopWatching& e);
  void Act(const policy::effect::SetKnownPeople& e);
  void Act(const policy::effect::Announce& e) { desk_.Announce(e); }
  void Act(const policy::effect::StopAnnouncing&) { desk_.StopAnnouncing(); }
  void Act(const policy::effect::OpenRecording& e);
  void Act(const policy::effect::ResumeRecording& e) { desk_.Resume(e); }
  void Act(const policy::effect::RevokePermit& e) { desk_.Revoke(e); }
  void Act(const policy::effect::CloseRecording& e) { desk_.Close(e); }
  void Act(const policy::effect::OfferRecording& e);
  void Act(const policy::effect::StopOffering&);
  void Act(const policy::effect::WatchActiveWindow& e);
  ReadingSettings SettingsForReaders() const;

  policy::Result<nlohmann::json> On(const request::Status&);
  policy::Result<nlohmann::json> On(const request::StartCall& r);
  policy::Result<nlohmann::json> On(const request::JoinCall& r);
  policy::Result<nlohmann::json> On(const request::LeaveCall& r);
  policy::Result<nlohmann::json> On(const request::IdentifyParticipant& r);
  policy::Result<nlohmann::json> On(const request::EndCall&);
  policy::Result<nlohmann::json> On(const request::StartShare& r);
  policy::Result<nlohmann::json> On(const request::StopShare& r);
  policy::Result<nlohmann::json> On(const request::ListShares&);
  policy::Result<nlohmann::json> On(const request::SetAudience& r);
  policy::Result<nlohmann::json> On(const request::TestChampion&);
  policy::Result<nlohmann::json> On(const request::ListAlerts&);
  policy::Result<nlohmann::json> On(const request::ListAlertCounts& r);
  policy::Result<nlohmann::json> On(const request::ShowAlert& r);
  policy::Result<nlohmann::json> On(const request::ResolveAlert& r);
  policy::Result<nlohmann::json> On(const request::AnswerAlert& r);
  policy::Result<nlohmann::json> On(const request::SnoozeAlert& r);
  policy::Result<nlohmann::json> On(const request::AskAboutAlert& r);
  policy::Result<nlohmann::json> On(const request::CoverAlert& r);
  policy::Result<nlohmann::json> On(const request::LedgerHead&);
  policy::Result<nlohmann::json> On(const request::LedgerVerify&);
  policy::Result<nlohmann::json> On(const request::LedgerExport& r);
  policy::Result<nlohmann::json> On(const request::ReloadPolicy&);
  // Recording: agent_recording.cc, agent_recordings.cc.
  policy::Result<nlohmann::json> On(const request::SetBasis& r);
  policy::Result<nlohmann::json> On(const request::GiveConsent& r);
  policy::Result<nlohmann::json> On(const request::WithdrawConsent& r);
  policy::Result<nlohmann::json> On(const request::Object& r);
  policy::Result<nlohmann::json> On(const request::MakePrivate&);
  policy::Result<nlohmann::json> On(const request::Announce& r);
  policy::Result<nlohmann::json> On(const request::MayRecord&);
  policy::Result<nlohmann::json> On(const request::StartRecording&);
  policy::Result<nlohmann::json> On(const request::StopRecording&);
  policy::Result<nlohmann::json> On(const request::PauseRecording& r);
  policy::Result<nlohmann::json> On(const request::ResumeRecording&);
  policy::Result<nlohmann::json> On(const request::RecordingStatus&);
  policy::Result<nlohmann::json> On(const request::AskChampion& r);
  policy::Result<nlohmann::json> On(const request::ListRulings&);
  policy::Result<nlohmann::json> On(const request::ShowRuling& r);
  policy::Result<nlohmann::json> On(const request::ImportRuling& r);
  policy::Result<nlohmann::json> On(const request::ListRecordings&);
  policy::Result<nlohmann::json> On(const request::ShowRecording& r);
  policy::Result<nlohmann::json> On(const request::ExportRecording& r);
  policy::Result<nlohmann::json> On(const request::ShowJob& r);
  policy::Result<nlohmann::json> On(const request::DeleteRecording& r);
  policy::Result<nlohmann::json> On(const request::HoldRecording& r);
  policy::Result<nlohmann::json> On(const request::ReleaseRecording& r);
  policy::Result<nlohmann::json> On(const request::ListRetention&);
  policy::Result<nlohmann::json> On(const request::SweepRetention& r);
  // The glass box: agent_glass_box.cc.
  policy::Result<nlohmann::json> On(const request::ShowPolicy&);
  policy::Result<nlohmann::json> On(const request::ListMails&);
  policy::Result<nlohmann::json> On(const request::ListGaps&);
  policy::Result<nlohmann::json> On(const request::ListAccess&);
  policy::Result<nlohmann::json> On(const request::ExportOwnData& r);
  // Purposes that are remembered: agent_remembered.cc.
  policy::Result<nlohmann::json> On(const request::ListRemembered&);
  policy::Result<nlohmann::json> On(const request::ForgetRemembered&);
  policy::Result<nlohmann::json> On(const request::SuggestBasis&);
  void Remember(const std::string& purpose);
  // None while the vault is locked.
  std::optional<Bytes> KeyOf(const policy::PurposeCue& cue) const;
  // Before something is shared: agent_screen_check.cc.
  policy::Result<nlohmann::json> On(const request::CheckScreen&);
  policy::Result<nlohmann::json> On(const request::ShowCheck& r);
  // Nothing is missing but, where `announcement_may` , the announcement; else kRefused says what
  // is.
  policy::Result<void> NothingIsMissing(bool announcement_may) const;
  policy::Result<void> CallIsOpen() const;
  // What leaks came to this week while they are only counted; null where they alert.
  nlohmann::json MonitoringReply() const;
  // Puts one entry on record before what it permits; kIo where it could not be.
  policy::Result<void> KeepFirst(NewEntry entry);
  void Tidy();
  void ArchiveFinished();
  void LookForRulings();
  void RemoveArchived(const std::vector<std::string>& deleted);
  // Of deleted recordings that the archive may still have; "" where there are none.
  std::string DeletionWarning() const;
  void On(const ArchiveResult& result);
  void On(const RemovalResult& result);
  void On(const RulingFiles& found);
  // The rulings that are kept, as far as this policy's champions have signed them.
  std::vector<policy::Ruling> RulingsUnder(const policy::Policy& policy);
  const capture::ObservedCall& ChosenCall(const SoundReport& report) const;
  std::set<std::string> BusyRecordings() const;
  // From the session while it is there, else from the store; and whether it is on record.
  policy::Result<std::pair<policy::Alert, bool>> FindAlert(const std::string& id) const;
  // Champions and deputies; kRefused where there are none.
  policy::Result<size_t> CountRecipients() const;
  policy::Result<void> HasParticipant(const std::string& id) const;

  const AgentWiring wiring_;
  Records& records_;
  policy::Session session_;
  policy::KnownPeople people_;
  Channel<policy::Event> events_{1024};
  Mailbox<WatchReport> watch_reports_;
  std::string watch_trouble_;
  std::vector<PolicyFile> policy_files_;  // that the policy in force was read from
  std::string policy_trouble_;            // why the last reload failed; "" where it did not
  std::map<std::string, std::unique_ptr<ScreenWorker>> screens_;  // by share
  std::deque<policy::Event> pending_;
  bool applying_ = false;
  bool unfinished_found_ = false;
  Notifier* notifier_ = nullptr;
  BusService* service_ = nullptr;
  std::function<void()> on_settings_;

  ScreenCheck check_;
  uint64_t checks_ = 0;
  std::string check_on_record_;  // the last that is
  RecordingDesk desk_;
  Mailbox<SoundReport> sound_reports_;
  SoundReport sound_;
  bool sound_left_behind_ = false;
  bool watching_window_ = false;
  uint32_t active_window_ = 0;
  policy::RecordingPhase phase_ = policy::RecordingPhase::kUnknown;  // that was told last
  std::string last_question_;
  std::string archive_trouble_;
  std::set<std::string> archiving_;  // recordings
  std::set<std::string> removing_;   // deleted recordings, from the archive
  Channel<FolderReport> archived_{256};
  ArchiveWorker archive_{"archive", archived_};
  ArchiveWorker rulings_{"rulings", archived_};
  bool looking_for_rulings_ = false;
  std::set<std::string> rulings_seen_;  // files of the folder, with their time of change
  std::chrono::steady_clock::time_point tidy_due_{};
  std::chrono::steady_clock::time_point rulings_due_{};
};

}  // namespace chaperone::agent
