// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace chaperone::agent {

// One script for each version, applied in order and never edited once released. What is sealed or
// personal is a BLOB; every other column is a fact without a person (ids, numbers, times), or the
// business address of a champion.
inline constexpr std::array<const char*, 5> kMigrations = {R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger(
  sequence INTEGER PRIMARY KEY,
  line TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Salt and payload of a ledger entry that commits to them. Without its row in record_keys a box is
-- noise.
CREATE TABLE records(
  sequence INTEGER PRIMARY KEY REFERENCES ledger(sequence),
  alert TEXT NOT NULL,
  box BLOB NOT NULL
) STRICT;
CREATE INDEX records_by_alert ON records(alert);
CREATE TABLE record_keys(
  sequence INTEGER PRIMARY KEY REFERENCES records(sequence),
  wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE alerts(
  id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL REFERENCES records(sequence),
  opened_ms INTEGER NOT NULL,
  retention_class TEXT NOT NULL,
  delete_after_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  champion TEXT NOT NULL,
  sender TEXT NOT NULL,
  reason INTEGER NOT NULL,
  head INTEGER NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  possible_repeats INTEGER NOT NULL,
  queued_ms INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  wrapped BLOB,
  box BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_waiting ON outbox(id) WHERE state = 0;
CREATE TABLE outbox_recipients(
  mail INTEGER NOT NULL REFERENCES outbox(id),
  position INTEGER NOT NULL,
  address TEXT NOT NULL,
  state INTEGER NOT NULL,
  reply TEXT NOT NULL,
  PRIMARY KEY(mail, position)
) STRICT, WITHOUT ROWID;

-- Which alerts a mail tells of; the first to a champion is what later ones answer to. The columns
-- stand in the key's order: otherwise quick_check of SQLite 3.40 reports NULLs that are not there.
CREATE TABLE mail_alerts(
  alert TEXT NOT NULL,
  mail INTEGER NOT NULL REFERENCES outbox(id),
  PRIMARY KEY(alert, mail)
) STRICT, WITHOUT ROWID;
)sql",
                                                           R"sql(
-- A record is now an alert's or a recording's: whose, says its id.
ALTER TABLE records RENAME COLUMN alert TO subject;
DROP INDEX records_by_alert;
CREATE INDEX records_by_subject ON records(subject);

-- What is left of a deleted recording is its id, so that it is never given again, and the number of
-- its receipt.
CREATE TABLE recordings(
  id TEXT PRIMARY KEY,
  sequence INTEGER REFERENCES records(sequence),
  state INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  retention_class TEXT NOT NULL,
  delete_after_ms INTEGER,
  hold_owner TEXT,
  hold_reason TEXT,
  hold_review_ms INTEGER,
  archived INTEGER NOT NULL DEFAULT 0,
  deletion_reason TEXT,
  receipt INTEGER REFERENCES ledger(sequence)
) STRICT;
-- The key of a recording's sound, under the vault key, and sealed to the firm's recovery key.
-- Without its row the sound is noise.
CREATE TABLE recording_keys(
  recording TEXT PRIMARY KEY REFERENCES recordings(id),
  wrapped BLOB NOT NULL,
  recovery_key TEXT,
  recovery_box BLOB
) STRICT;

-- Signed rulings as they came in: they hold no customer data.
CREATE TABLE rulings(
  id TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  imported_ms INTEGER NOT NULL
) STRICT;
)sql",
                                                           R"sql(
-- A mail's envelope is kept until its class says; from when on it waits for nobody.
ALTER TABLE outbox ADD COLUMN settled_ms INTEGER;
ALTER TABLE outbox ADD COLUMN retention_class TEXT NOT NULL DEFAULT 'alerts';
ALTER TABLE outbox ADD COLUMN delete_after_ms INTEGER;
-- Those of an earlier version: settled when the ledger says so, kept for a year from their writing.
UPDATE outbox SET delete_after_ms = queued_ms + 31536000000;
UPDATE outbox SET settled_ms = settled.wall_ms FROM (
  SELECT json_extract(line, '$.fields.message_id') AS message_id,
         max(json_extract(line, '$.wall_ms')) AS wall_ms
  FROM ledger
  WHERE instr(line, '"type":"mail.accepted"') > 0 OR instr(line, '"type":"mail.refused"') > 0
  GROUP BY 1) AS settled
WHERE outbox.state <> 0 AND outbox.message_id = settled.message_id;
)sql",
                                                           R"sql(
-- Which purpose a call last had: by an HMAC of an identifier of the customer's, or of a class of
-- customers.
CREATE TABLE remembered_purposes(
  key BLOB PRIMARY KEY,
  purpose TEXT NOT NULL,
  retention_class TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  delete_after_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
                                                           R"sql(
-- How many leaks of a day would have alerted, while the policy has them only counted: by what is
-- counted, kind of data, audience, and whose it is. The key's order as in mail_alerts.
CREATE TABLE alert_counts(
  day INTEGER NOT NULL,
  counted TEXT NOT NULL,
  kind TEXT NOT NULL,
  audience TEXT NOT NULL,
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  retention_class TEXT NOT NULL,
  delete_after_ms INTEGER NOT NULL,
  PRIMARY KEY(day, counted, kind, audience, subject)
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace chaperone::agent
