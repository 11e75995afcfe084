<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AgentLink</name>
    <message>
        <source>The agent does not answer.</source>
        <translation>Der Agent antwortet nicht.</translation>
    </message>
    <message>
        <source>The agent answered with something that is not understood.</source>
        <translation>Die Antwort des Agenten ist nicht zu verstehen.</translation>
    </message>
</context>
<context>
    <name>Alerts</name>
    <message>
        <source>%1, %2: %3</source>
        <comment>time, program, kinds of data</comment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n times</source>
        <translation>
            <numerusform>%1, einmal</numerusform>
            <numerusform>%1, %n-mal</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing on your shared screen needs a look now</source>
        <translation>Auf Ihrem geteilten Bildschirm ist jetzt nichts zu prüfen</translation>
    </message>
    <message>
        <source>No alerts now: your firm only counts</source>
        <translation>Zurzeit keine Warnungen: Ihre Firma zählt nur</translation>
    </message>
    <message>
        <source>Something on your shared screen needs a look</source>
        <translation>Sehen Sie bitte auf Ihren geteilten Bildschirm</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) on your shared screen need a look</source>
        <translation>
            <numerusform>Eine Stelle auf Ihrem geteilten Bildschirm ist zu prüfen</numerusform>
            <numerusform>%n Stellen auf Ihrem geteilten Bildschirm sind zu prüfen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und eine weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody&apos;s in particular: %1</source>
        <translation>Niemandem zuzuordnen: %1</translation>
    </message>
    <message>
        <source>Third party %1: %2</source>
        <translation>Dritte Person %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) who are not on this call</source>
        <translation>
            <numerusform>Eine Person, die nicht am Gespräch teilnimmt</numerusform>
            <numerusform>%n Personen, die nicht am Gespräch teilnehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, screen %2</source>
        <translation>%1, Bildschirm %2</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>Von %1 bis %2</translation>
    </message>
    <message>
        <source>At %1</source>
        <translation>Um %1</translation>
    </message>
    <message>
        <source>Since %1; covered now</source>
        <translation>Seit %1; jetzt abgedeckt</translation>
    </message>
    <message>
        <source>Since %1; visible now</source>
        <translation>Seit %1; jetzt sichtbar</translation>
    </message>
    <message>
        <source>Since %1; not seen at this moment</source>
        <translation>Seit %1; im Moment nicht zu sehen</translation>
    </message>
    <message>
        <source>; you are reminded at %1</source>
        <translation>; Sie werden um %1 erinnert</translation>
    </message>
    <message>
        <source>You said: %1</source>
        <translation>Ihre Antwort: %1</translation>
    </message>
    <message>
        <source>hidden now</source>
        <translation>jetzt verborgen</translation>
    </message>
    <message>
        <source>it is the customer</source>
        <translation>es ist die Kundin oder der Kunde</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>aus dem Kollegium</translation>
    </message>
    <message>
        <source>false alarm</source>
        <translation>Fehlalarm</translation>
    </message>
    <message>
        <source>false alarm: %1</source>
        <translation>Fehlalarm: %1</translation>
    </message>
    <message>
        <source>no personal data</source>
        <translation>keine personenbezogenen Daten</translation>
    </message>
    <message>
        <source>anybody may know it</source>
        <translation>darf jeder wissen</translation>
    </message>
    <message>
        <source>misread</source>
        <translation>falsch gelesen</translation>
    </message>
    <message>
        <source>an example, nobody real</source>
        <translation>ein Beispiel, niemand Wirkliches</translation>
    </message>
    <message>
        <source>another reason</source>
        <translation>ein anderer Grund</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n Sekunde</numerusform>
            <numerusform>%n Sekunden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Calendar</name>
    <message>
        <source>This file is built to do harm or is damaged: its parts lie in one another too deep. Nothing was taken from it; add the people by hand.</source>
        <translation>Diese Datei soll schaden oder ist beschädigt: Ihre Teile sind zu tief verschachtelt. Nichts wurde übernommen; fügen Sie die Personen von Hand hinzu.</translation>
    </message>
    <message>
        <source>This is not a calendar invitation: it does not begin with BEGIN:VCALENDAR. Save the invitation from your calendar or mail program as an .ics file.</source>
        <translation>Das ist keine Kalendereinladung: Die Datei beginnt nicht mit BEGIN:VCALENDAR. Speichern Sie die Einladung aus Ihrem Kalender- oder Mailprogramm als .ics-Datei.</translation>
    </message>
    <message>
        <source>This invitation is damaged: a part of it is missing (BEGIN and END do not match). Save it anew from your calendar, or add the people by hand.</source>
        <translation>Diese Einladung ist beschädigt: Ein Teil fehlt (BEGIN und END passen nicht zusammen). Speichern Sie sie neu aus Ihrem Kalender oder fügen Sie die Personen von Hand hinzu.</translation>
    </message>
    <message>
        <source>This calendar file holds no appointment (VEVENT). Save the appointment itself, not a list of free time or tasks.</source>
        <translation>Diese Kalenderdatei enthält keinen Termin (VEVENT). Speichern Sie den Termin selbst, keine Liste von freien Zeiten oder Aufgaben.</translation>
    </message>
    <message>
        <source>This invitation names %1 people, more than the %2 that can be taken over. Add those who are on the call by hand.</source>
        <translation>Diese Einladung nennt %1 Personen, mehr als die %2, die übernommen werden können. Fügen Sie von Hand hinzu, wer am Gespräch teilnimmt.</translation>
    </message>
    <message>
        <source>This file is larger than 1 MiB and so no plain invitation. Save it without its attachments, or add the people by hand.</source>
        <translation>Diese Datei ist größer als 1 MiB und damit keine einfache Einladung. Speichern Sie sie ohne Anhänge oder fügen Sie die Personen von Hand hinzu.</translation>
    </message>
    <message>
        <source>This file is empty. Save the invitation anew from your calendar.</source>
        <translation>Diese Datei ist leer. Speichern Sie die Einladung neu aus Ihrem Kalender.</translation>
    </message>
    <message>
        <source>This file is not text in UTF-8, as calendar invitations are. Save the invitation as an .ics file, or add the people by hand.</source>
        <translation>Diese Datei ist kein Text in UTF-8, wie Kalendereinladungen es sind. Speichern Sie die Einladung als .ics-Datei oder fügen Sie die Personen von Hand hinzu.</translation>
    </message>
    <message>
        <source>This appointment names nobody who could be taken over. Add the people by hand.</source>
        <translation>Dieser Termin nennt niemanden, der übernommen werden könnte. Fügen Sie die Personen von Hand hinzu.</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>could not be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>nothing of other people&apos;s</source>
        <translation>nichts von Dritten</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message numerus="yes">
        <source>%n other person(s)</source>
        <translation>
            <numerusform>%n andere Person</numerusform>
            <numerusform>%n andere Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>not on the screen</source>
        <translation>nicht auf dem Bildschirm</translation>
    </message>
    <message>
        <source>%1, behind others</source>
        <translation>%1, hinter anderen</translation>
    </message>
    <message>
        <source>The check failed. %1</source>
        <translation>Die Prüfung ist fehlgeschlagen. %1</translation>
    </message>
    <message>
        <source>Your windows are being looked at …</source>
        <translation>Ihre Fenster werden geprüft …</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n window(s) looked at …</source>
        <translation>
            <numerusform>%1 von %n Fenster geprüft …</numerusform>
            <numerusform>%1 von %n Fenstern geprüft …</numerusform>
        </translation>
    </message>
    <message>
        <source>No window is open but Chaperone&apos;s own.</source>
        <translation>Es sind nur Fenster von Chaperone offen.</translation>
    </message>
    <message numerus="yes">
        <source>%n window(s) show other people&apos;s data: close or hide before you share.</source>
        <translation>
            <numerusform>%n Fenster zeigt Daten anderer Personen: Schließen oder verbergen Sie es, bevor Sie teilen.</numerusform>
            <numerusform>%n Fenster zeigen Daten anderer Personen: Schließen oder verbergen Sie sie, bevor Sie teilen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n window(s) could not be read: look yourself.</source>
        <translation>
            <numerusform>%n Fenster war nicht lesbar: Sehen Sie selbst nach.</numerusform>
            <numerusform>%n Fenster waren nicht lesbar: Sehen Sie selbst nach.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing of other people&apos;s was found in your windows.</source>
        <translation>In Ihren Fenstern wurden keine Daten anderer Personen gefunden.</translation>
    </message>
    <message>
        <source>%1; could not be read to its end</source>
        <translation>%1; nicht bis zum Ende lesbar</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 oder höher</translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message>
        <source>Add somebody</source>
        <translation>Jemanden hinzufügen</translation>
    </message>
    <message>
        <source>Choose a purpose</source>
        <translation>Zweck wählen</translation>
    </message>
    <message>
        <source>Choose a basis</source>
        <translation>Rechtsgrundlage wählen</translation>
    </message>
    <message>
        <source>Write what it rests on</source>
        <translation>Angeben, worauf sie beruht</translation>
    </message>
    <message>
        <source>Choose a condition</source>
        <translation>Bedingung wählen</translation>
    </message>
    <message>
        <source>&amp;They said yes</source>
        <translation>Hat e&amp;ingewilligt</translation>
    </message>
    <message>
        <source>They t&amp;ook it back</source>
        <translation>&amp;Widerspruch zurückgenommen</translation>
    </message>
    <message>
        <source>Ask &amp;my champion</source>
        <translation>&amp;Champion fragen</translation>
    </message>
    <message>
        <source>Play the announcement</source>
        <translation>Ansage abspielen</translation>
    </message>
    <message>
        <source>Add them ane&amp;w</source>
        <translation>Neu hinzuf&amp;ügen</translation>
    </message>
    <message>
        <source>End the call</source>
        <translation>Gespräch beenden</translation>
    </message>
</context>
<context>
    <name>GlassTables</name>
    <message>
        <source>held by %1 (%2), to be looked at again by %3</source>
        <translation>gesperrt von %1 (%2), erneut zu prüfen bis %3</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>Where the rules come from</source>
        <translation>Woher die Regeln kommen</translation>
    </message>
    <message>
        <source>Read in this order; a later file wins, and one of your firm&apos;s IT always.</source>
        <translation>In dieser Reihenfolge gelesen; eine spätere Datei gilt, und eine von Ihrer IT immer.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Whose</source>
        <translation>Von wem</translation>
    </message>
    <message>
        <source>No policy file was found: Chaperone&apos;s own rules apply.</source>
        <translation>Keine Regeldatei gefunden: Es gelten die Regeln von Chaperone selbst.</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>What calls may be recorded for</source>
        <translation>Wofür Gespräche aufgezeichnet werden dürfen</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>Lawful basis</source>
        <translation>Rechtsgrundlage</translation>
    </message>
    <message>
        <source>It rests on</source>
        <translation>Beruht auf</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>Speicherdauer</translation>
    </message>
    <message>
        <source>Also needed</source>
        <translation>Außerdem nötig</translation>
    </message>
    <message>
        <source>The policy names no purpose: no call may be recorded.</source>
        <translation>Die Regeln nennen keinen Zweck: Kein Gespräch darf aufgezeichnet werden.</translation>
    </message>
    <message>
        <source>your champion&apos;s answer</source>
        <translation>die Antwort Ihres Datenschutz-Champions</translation>
    </message>
    <message>
        <source>a condition for data about health and the like</source>
        <translation>eine Bedingung für besondere Kategorien (Gesundheit und Ähnliches)</translation>
    </message>
    <message>
        <source>What the law asks for where people are</source>
        <translation>Was das Recht am Ort der Personen verlangt</translation>
    </message>
    <message>
        <source>On a call between several places the strictest of them counts.</source>
        <translation>Bei einem Gespräch zwischen mehreren Orten gilt das strengste Recht.</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Bases that count there</source>
        <translation>Rechtsgrundlagen, die dort gelten</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>The policy knows no place: no call may be recorded.</source>
        <translation>Die Regeln kennen keinen Ort: Kein Gespräch darf aufgezeichnet werden.</translation>
    </message>
    <message>
        <source>Your data protection champions</source>
        <translation>Ihre Datenschutz-Champions</translation>
    </message>
    <message>
        <source>They get the mails, and answer whether a call may be recorded.</source>
        <translation>Sie erhalten die Mails und antworten, ob ein Gespräch aufgezeichnet werden darf.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Deputies</source>
        <translation>Vertretung</translation>
    </message>
    <message>
        <source>The policy names none: nobody is told of an alert.</source>
        <translation>Die Regeln nennen keine: Niemand erfährt von einer Warnung.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>How shared screens are watched</source>
        <translation>Wie geteilte Bildschirme überwacht werden</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>How sure a finding must be to raise an alert</source>
        <translation>Wie sicher ein Fund für eine Warnung sein muss</translation>
    </message>
    <message>
        <source>An alert is over when nothing was seen for</source>
        <translation>Eine Warnung ist vorbei, wenn nichts zu sehen war für</translation>
    </message>
    <message>
        <source>Alerts are told to your champion together within</source>
        <translation>Warnungen gehen zusammen an Ihren Datenschutz-Champion innerhalb von</translation>
    </message>
    <message>
        <source>Mails to your champion in an hour, at most</source>
        <translation>Mails an Ihren Datenschutz-Champion je Stunde, höchstens</translation>
    </message>
    <message>
        <source>You are told, too</source>
        <translation>Sie erfahren es auch</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Alerts are kept for</source>
        <translation>Warnungen werden gespeichert für</translation>
    </message>
    <message>
        <source>While sharing, the screen is looked at every</source>
        <translation>Beim Teilen wird der Bildschirm gelesen alle</translation>
    </message>
    <message>
        <source>held</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>Alerts about shared screens</source>
        <translation>Warnungen zu geteilten Bildschirmen</translation>
    </message>
    <message>
        <source>What kind of data, how much and where: never the data itself, and no picture of it.</source>
        <translation>Welche Art von Daten, wie viele und wo: nie die Daten selbst und kein Bild davon.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>Was zu sehen war</translation>
    </message>
    <message>
        <source>Of how many</source>
        <translation>Von wie vielen</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>You said</source>
        <translation>Ihre Antwort</translation>
    </message>
    <message>
        <source>Kept until</source>
        <translation>Gespeichert bis</translation>
    </message>
    <message>
        <source>No alert is kept.</source>
        <translation>Keine Warnung ist gespeichert.</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n Person</numerusform>
            <numerusform>%n Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>Recordings of your calls</source>
        <translation>Aufzeichnungen Ihrer Gespräche</translation>
    </message>
    <message>
        <source>Sealed, each with a key of its own; deleted on the day that is named.</source>
        <translation>Versiegelt, jede mit eigenem Schlüssel; gelöscht am genannten Tag.</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>Rechtsgrundlage</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>No recording is kept.</source>
        <translation>Keine Aufzeichnung ist gespeichert.</translation>
    </message>
    <message>
        <source>Your champion&apos;s answers</source>
        <translation>Antworten Ihres Datenschutz-Champions</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Holds until</source>
        <translation>Gilt bis</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>No answer is kept.</source>
        <translation>Keine Antwort ist gespeichert.</translation>
    </message>
    <message>
        <source>What is remembered so that you need not choose it again</source>
        <translation>Was gemerkt wird, damit Sie es nicht erneut wählen müssen</translation>
    </message>
    <message>
        <source>For which customers cannot be told from it.</source>
        <translation>Für welche Kundschaft, lässt sich daraus nicht erkennen.</translation>
    </message>
    <message>
        <source>First used</source>
        <translation>Zuerst benutzt</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Nothing is remembered.</source>
        <translation>Nichts ist gemerkt.</translation>
    </message>
    <message>
        <source>Mails to your champions</source>
        <translation>Mails an Ihre Datenschutz-Champions</translation>
    </message>
    <message>
        <source>Nothing else leaves this computer, but for recordings that your firm archives, sealed.</source>
        <translation>Sonst verlässt nichts diesen Computer, außer versiegelten Aufzeichnungen, die Ihre Firma archiviert.</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Worüber</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Nothing has left this computer.</source>
        <translation>Nichts hat diesen Computer verlassen.</translation>
    </message>
    <message>
        <source>Who looked, or changed something</source>
        <translation>Wer Einsicht nahm oder etwas änderte</translation>
    </message>
    <message>
        <source>As far as it happened on this computer. What your firm does with its archive and its mails is not known here.</source>
        <translation>Soweit es auf diesem Computer geschah. Was Ihre Firma mit Archiv und Mails tut, ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Wovon</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Nobody has looked, as far as it is known here.</source>
        <translation>Niemand hat Einsicht genommen, soweit hier bekannt.</translation>
    </message>
    <message>
        <source>What was shared and not watched</source>
        <translation>Was geteilt und nicht überwacht wurde</translation>
    </message>
    <message>
        <source>While one of these lasted, nobody would have been warned.</source>
        <translation>Solange eine dieser Lücken dauerte, wäre niemand gewarnt worden.</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>All that was shared has been watched.</source>
        <translation>Alles, was geteilt wurde, ist überwacht worden.</translation>
    </message>
    <message>
        <source>it lasts</source>
        <translation>dauert an</translation>
    </message>
    <message>
        <source>Other people&apos;s data on a shared screen</source>
        <translation>Daten anderer auf einem geteilten Bildschirm</translation>
    </message>
    <message>
        <source>is only counted, nobody is told</source>
        <translation>werden nur gezählt, niemand erfährt davon</translation>
    </message>
    <message>
        <source>raises an alert</source>
        <translation>lösen eine Warnung aus</translation>
    </message>
    <message>
        <source>What was counted instead of alerting</source>
        <translation>Was gezählt wurde, statt zu warnen</translation>
    </message>
    <message>
        <source>While your firm is trying Chaperone out: how often on a day, never what stood there or when.</source>
        <translation>Solange Ihre Firma Chaperone erprobt: wie oft an einem Tag, nie was dort stand oder wann.</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Gezählt</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Zuschauende</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Wie oft</translation>
    </message>
    <message>
        <source>Nothing is counted.</source>
        <translation>Nichts ist gezählt.</translation>
    </message>
    <message>
        <source>of these, with %1 or more</source>
        <translation>davon mit %1 oder mehr</translation>
    </message>
</context>
<context>
    <name>GlassWording</name>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>I have hidden it</source>
        <translation>ich habe es verborgen</translation>
    </message>
    <message>
        <source>it is the customer&apos;s</source>
        <translation>gehört der Kundschaft</translation>
    </message>
    <message>
        <source>it is a colleague&apos;s</source>
        <translation>gehört einer Kollegin oder einem Kollegen</translation>
    </message>
    <message>
        <source>a false alarm</source>
        <translation>ein Fehlalarm</translation>
    </message>
    <message>
        <source>being made</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>cut short</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>gilt</translation>
    </message>
    <message>
        <source>does not hold yet</source>
        <translation>gilt noch nicht</translation>
    </message>
    <message>
        <source>has expired</source>
        <translation>ist abgelaufen</translation>
    </message>
    <message>
        <source>says no</source>
        <translation>lautet Nein</translation>
    </message>
    <message>
        <source>is for another purpose or place</source>
        <translation>gilt für einen anderen Zweck oder Ort</translation>
    </message>
    <message>
        <source>an alert on your shared screen</source>
        <translation>eine Warnung zu Ihrem geteilten Bildschirm</translation>
    </message>
    <message>
        <source>an alert is over</source>
        <translation>eine Warnung ist vorbei</translation>
    </message>
    <message>
        <source>a correction: you answered an alert</source>
        <translation>eine Berichtigung: Sie haben auf eine Warnung geantwortet</translation>
    </message>
    <message>
        <source>several alerts together</source>
        <translation>mehrere Warnungen zusammen</translation>
    </message>
    <message>
        <source>a test</source>
        <translation>ein Test</translation>
    </message>
    <message>
        <source>your question whether you may record</source>
        <translation>Ihre Frage, ob Sie aufzeichnen dürfen</translation>
    </message>
    <message>
        <source>another program recorded your call</source>
        <translation>ein anderes Programm hat Ihr Gespräch aufgezeichnet</translation>
    </message>
    <message>
        <source>waits to be sent</source>
        <translation>wartet auf den Versand</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>refused by the mail server: somebody will not have it</source>
        <translation>vom Mailserver abgelehnt: jemand wird sie nicht erhalten</translation>
    </message>
    <message>
        <source>listened to</source>
        <translation>angehört</translation>
    </message>
    <message>
        <source>took a copy of</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <source>put on hold</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>released from hold</source>
        <translation>freigegeben</translation>
    </message>
    <message>
        <source>gave an answer</source>
        <translation>geantwortet</translation>
    </message>
    <message>
        <source>all that is kept about you</source>
        <translation>alles, was über Sie gespeichert ist</translation>
    </message>
    <message>
        <source>your champion</source>
        <translation>Ihr Datenschutz-Champion</translation>
    </message>
    <message>
        <source>the schedule, by itself</source>
        <translation>der Löschplan, von selbst</translation>
    </message>
    <message>
        <source>Chaperone&apos;s own</source>
        <translation>Chaperone selbst</translation>
    </message>
    <message>
        <source>your firm&apos;s proposal</source>
        <translation>Vorschlag Ihrer Firma</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>Ihre eigene</translation>
    </message>
    <message>
        <source>your firm&apos;s IT: it always counts</source>
        <translation>Ihre IT: gilt immer</translation>
    </message>
    <message>
        <source>not asked for by the place</source>
        <translation>am Ort nicht verlangt</translation>
    </message>
    <message>
        <source>the announcement counts, if it is recorded</source>
        <translation>die Ansage genügt, wenn sie mit aufgezeichnet wird</translation>
    </message>
    <message>
        <source>everybody says yes first</source>
        <translation>alle sagen zuerst Ja</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>at your own request</source>
        <translation>auf eigenen Wunsch</translation>
    </message>
    <message>
        <source>a complaint</source>
        <translation>eine Beschwerde</translation>
    </message>
    <message>
        <source>a request for access</source>
        <translation>ein Auskunftsersuchen</translation>
    </message>
    <message>
        <source>alerts that there would have been</source>
        <translation>Warnungen, die es gegeben hätte</translation>
    </message>
    <message>
        <source>the same again, soon after</source>
        <translation>dasselbe bald danach noch einmal</translation>
    </message>
    <message>
        <source>mails that a champion would have had</source>
        <translation>Mails, die ein Datenschutz-Champion bekommen hätte</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>nicht gesagt</translation>
    </message>
    <message>
        <source>colleagues</source>
        <translation>Kolleginnen und Kollegen</translation>
    </message>
    <message>
        <source>people from outside</source>
        <translation>Leute von außen</translation>
    </message>
    <message>
        <source>another person&apos;s</source>
        <translation>einer anderen Person</translation>
    </message>
    <message>
        <source>nobody&apos;s who is confirmed</source>
        <translation>niemandes, der bestätigt ist</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;How things stand</source>
        <translation>&amp;Wie es steht</translation>
    </message>
    <message>
        <source>&amp;Start or change a call…</source>
        <translation>&amp;Gespräch beginnen oder ändern …</translation>
    </message>
    <message>
        <source>&amp;Recording…</source>
        <translation>Au&amp;fzeichnung …</translation>
    </message>
    <message>
        <source>&amp;Check my screen…</source>
        <translation>Bildschirm &amp;prüfen …</translation>
    </message>
    <message>
        <source>&amp;Glass box: what is kept about me…</source>
        <translation>G&amp;laskasten: was über mich gespeichert ist …</translation>
    </message>
    <message>
        <source>&amp;What Chaperone is</source>
        <translation>Was &amp;Chaperone ist</translation>
    </message>
    <message>
        <source>&amp;Quit the icon</source>
        <translation>Symbol &amp;beenden</translation>
    </message>
    <message>
        <source>&amp;Alerts…</source>
        <translation>War&amp;nungen …</translation>
    </message>
    <message>
        <source>Shar&amp;ing…</source>
        <translation>&amp;Teilen …</translation>
    </message>
</context>
<context>
    <name>OwnDataReport</name>
    <message>
        <source>What Chaperone keeps about you</source>
        <translation>Was Chaperone über Sie speichert</translation>
    </message>
    <message>
        <source>For %1, made on %2. Times are those of this computer.</source>
        <translation>Für %1, erstellt am %2. Die Zeiten sind die dieses Computers.</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Was gespeichert ist</translation>
    </message>
    <message>
        <source>What left this computer</source>
        <translation>Was diesen Computer verlassen hat</translation>
    </message>
    <message>
        <source>Who looked</source>
        <translation>Wer Einsicht nahm</translation>
    </message>
    <message>
        <source>What was not watched</source>
        <translation>Was nicht überwacht wurde</translation>
    </message>
    <message>
        <source>The rules in force</source>
        <translation>Die geltenden Regeln</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Nachweis</translation>
    </message>
    <message numerus="yes">
        <source>The record has %n entry(ies). Each is chained to the one before; the last one&apos;s digest is:</source>
        <translation>
            <numerusform>Das Protokoll hat %n Eintrag. Jeder ist mit dem vorigen verkettet; der Prüfwert des letzten ist:</numerusform>
            <numerusform>Das Protokoll hat %n Einträge. Jeder ist mit dem vorigen verkettet; der Prüfwert des letzten ist:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Give a name, or an e-mail address, phone or account number.</source>
        <translation>Geben Sie einen Namen an oder eine E-Mail-Adresse, Telefon- oder Kontonummer.</translation>
    </message>
    <message>
        <source>The name is longer than %1 characters; give a shorter one.</source>
        <translation>Der Name ist länger als %1 Zeichen; geben Sie einen kürzeren an.</translation>
    </message>
    <message>
        <source>An e-mail address, phone or account number is longer than %1 characters; separate several by commas.</source>
        <translation>Eine E-Mail-Adresse, Telefon- oder Kontonummer ist länger als %1 Zeichen; trennen Sie mehrere durch Kommas.</translation>
    </message>
    <message>
        <source>security questions</source>
        <translation>Sicherheitsfragen</translation>
    </message>
    <message>
        <source>a call back to a known number</source>
        <translation>Rückruf unter bekannter Nummer</translation>
    </message>
    <message>
        <source>I know the voice</source>
        <translation>Ich kenne die Stimme</translation>
    </message>
    <message>
        <source>a document that I saw</source>
        <translation>ein Dokument, das ich gesehen habe</translation>
    </message>
    <message>
        <source>signed in at our portal</source>
        <translation>in unserem Portal angemeldet</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>RecordingMenu</name>
    <message>
        <source>&amp;Pause the recording</source>
        <translation>Aufzeichnung &amp;anhalten</translation>
    </message>
    <message>
        <source>Pause for car&amp;d details</source>
        <translation>Für &amp;Kartendaten anhalten</translation>
    </message>
    <message>
        <source>S&amp;top recording</source>
        <translation>Aufzeichnung &amp;stoppen</translation>
    </message>
    <message>
        <source>G&amp;o on recording</source>
        <translation>Weiter auf&amp;zeichnen</translation>
    </message>
</context>
<context>
    <name>RecordingModel</name>
    <message>
        <source>The agent does not answer: nothing is recorded. It is looked for all the time.</source>
        <translation>Der Agent antwortet nicht: Nichts wird aufgezeichnet. Er wird ständig gesucht.</translation>
    </message>
    <message>
        <source>This call is being recorded</source>
        <translation>Dieses Gespräch wird aufgezeichnet</translation>
    </message>
    <message>
        <source>The recording is paused</source>
        <translation>Die Aufzeichnung ist angehalten</translation>
    </message>
    <message>
        <source>The recording starts</source>
        <translation>Die Aufzeichnung beginnt</translation>
    </message>
    <message>
        <source>The recording ends</source>
        <translation>Die Aufzeichnung endet</translation>
    </message>
    <message>
        <source>The announcement is being played</source>
        <translation>Die Ansage läuft</translation>
    </message>
    <message>
        <source>This call is private and not recorded</source>
        <translation>Dieses Gespräch ist privat und wird nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>No call is open: nothing is recorded</source>
        <translation>Es läuft kein Gespräch: Nichts wird aufgezeichnet</translation>
    </message>
    <message>
        <source>Not recorded, but everything is in order for it</source>
        <translation>Nicht aufgezeichnet, aber alles ist dafür in Ordnung</translation>
    </message>
    <message>
        <source>Not recorded: something is missing</source>
        <translation>Nicht aufgezeichnet: Etwas fehlt</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>A window</source>
        <translation>Ein Fenster</translation>
    </message>
    <message>
        <source>A window (on %1)</source>
        <translation>Ein Fenster (auf %1)</translation>
    </message>
    <message>
        <source>Not known what: the whole screen is read</source>
        <translation>Unbekannt, was: Der ganze Bildschirm wird gelesen</translation>
    </message>
    <message>
        <source>The whole screen</source>
        <translation>Der ganze Bildschirm</translation>
    </message>
    <message>
        <source>The screen %1</source>
        <translation>Der Bildschirm %1</translation>
    </message>
    <message>
        <source>You said that you share</source>
        <translation>Sie haben gesagt, dass Sie teilen</translation>
    </message>
    <message>
        <source>%1, since %2</source>
        <translation>%1, seit %2</translation>
    </message>
    <message>
        <source>Watched; the last change is being read.</source>
        <translation>Wird überwacht; die letzte Änderung wird gerade gelesen.</translation>
    </message>
    <message>
        <source>Watched; all that stands there has been read.</source>
        <translation>Wird überwacht; alles, was dort steht, ist gelesen.</translation>
    </message>
    <message>
        <source>The agent does not answer: nothing is watched</source>
        <translation>Der Agent antwortet nicht: Nichts wird überwacht</translation>
    </message>
    <message>
        <source>Nothing is shared now</source>
        <translation>Jetzt wird nichts geteilt</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) shared and watched</source>
        <translation>
            <numerusform>Eines wird geteilt und überwacht</numerusform>
            <numerusform>%n werden geteilt und überwacht</numerusform>
        </translation>
    </message>
    <message>
        <source>Only colleagues are watching.</source>
        <translation>Nur Kolleginnen und Kollegen sehen zu.</translation>
    </message>
    <message>
        <source>People from outside are watching.</source>
        <translation>Es sehen Leute von außen zu.</translation>
    </message>
    <message>
        <source>All screens</source>
        <translation>Alle Bildschirme</translation>
    </message>
    <message>
        <source>The screen %1 (%2)</source>
        <translation>Der Bildschirm %1 (%2)</translation>
    </message>
    <message>
        <source>A window of %1 (%2)</source>
        <translation>Ein Fenster von %1 (%2)</translation>
    </message>
    <message>
        <source>You have not said yet. Until you do, it counts as people from outside.</source>
        <translation>Sie haben es noch nicht angegeben. Bis dahin gilt: Leute von außen sehen zu.</translation>
    </message>
    <message>
        <source>Your firm is trying Chaperone out: other people&apos;s data on a shared screen is only counted. Nobody is warned of it, neither you nor your champion, and nothing is covered.</source>
        <translation>Ihre Firma erprobt Chaperone: Daten anderer auf einem geteilten Bildschirm werden nur gezählt. Niemand wird davor gewarnt, weder Sie noch Ihr Datenschutz-Champion, und nichts wird verdeckt.</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s) this week there would have been an alert.</source>
        <translation>
            <numerusform>Einmal hätte es diese Woche eine Warnung gegeben.</numerusform>
            <numerusform>%n-mal hätte es diese Woche eine Warnung gegeben.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayState</name>
    <message>
        <source>This call is being recorded.</source>
        <translation>Dieses Gespräch wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>The recording starts.</source>
        <translation>Die Aufzeichnung beginnt.</translation>
    </message>
    <message>
        <source>The recording ends.</source>
        <translation>Die Aufzeichnung endet.</translation>
    </message>
    <message>
        <source>The recording is paused.</source>
        <translation>Die Aufzeichnung ist angehalten.</translation>
    </message>
    <message>
        <source>The recording is paused: %1.</source>
        <translation>Die Aufzeichnung ist angehalten: %1.</translation>
    </message>
    <message>
        <source>The announcement is being played.</source>
        <translation>Die Ansage läuft.</translation>
    </message>
    <message>
        <source>This call is private and not recorded.</source>
        <translation>Dieses Gespräch ist privat und wird nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>Everything is in order: this call may be recorded.</source>
        <translation>Alles in Ordnung: Dieses Gespräch darf aufgezeichnet werden.</translation>
    </message>
    <message>
        <source>Not recorded yet. Missing: %1</source>
        <translation>Noch nicht aufgezeichnet. Es fehlt: %1</translation>
    </message>
    <message>
        <source>You are in a call (%1). It is not recorded.</source>
        <translation>Sie sind in einem Gespräch (%1). Es wird nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>You are in a call. It is not recorded.</source>
        <translation>Sie sind in einem Gespräch. Es wird nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>Chaperone does not run</source>
        <translation>Chaperone läuft nicht</translation>
    </message>
    <message>
        <source>Nothing is shared or recorded</source>
        <translation>Nichts wird geteilt oder aufgezeichnet</translation>
    </message>
    <message>
        <source>In a call, not recorded</source>
        <translation>Im Gespräch, nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Not recorded yet: needs you</source>
        <translation>Noch nicht aufgezeichnet: Sie sind gefragt</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung läuft</translation>
    </message>
    <message>
        <source>Recording paused</source>
        <translation>Aufzeichnung angehalten</translation>
    </message>
    <message>
        <source>Sharing, watched</source>
        <translation>Geteilt und überwacht</translation>
    </message>
    <message>
        <source>Not everything is watched</source>
        <translation>Nicht alles wird überwacht</translation>
    </message>
    <message>
        <source>Look at your shared screen</source>
        <translation>Sehen Sie auf Ihren geteilten Bildschirm</translation>
    </message>
    <message>
        <source>The agent does not answer: nothing is watched or recorded. It is looked for all the time.</source>
        <translation>Der Agent antwortet nicht: Nichts wird überwacht oder aufgezeichnet. Er wird ständig gesucht.</translation>
    </message>
    <message numerus="yes">
        <source>%n alert(s) about your shared screen.</source>
        <translation>
            <numerusform>%n Warnung zu Ihrem geteilten Bildschirm.</numerusform>
            <numerusform>%n Warnungen zu Ihrem geteilten Bildschirm.</numerusform>
        </translation>
    </message>
    <message>
        <source>What happens now is not yet on record: this computer&apos;s disk cannot be written.</source>
        <translation>Was jetzt geschieht, ist noch nicht protokolliert: Auf den Datenträger dieses Computers kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>%1 records sound outside of Chaperone.</source>
        <translation>%1 zeichnet Ton außerhalb von Chaperone auf.</translation>
    </message>
    <message>
        <source>Chaperone looks out for calls and shared screens.</source>
        <translation>Chaperone achtet auf Gespräche und geteilte Bildschirme.</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>a call: say who is on it</source>
        <translation>ein Gespräch: Geben Sie an, wer teilnimmt</translation>
    </message>
    <message>
        <source>you said that this call is private</source>
        <translation>Sie haben dieses Gespräch als privat bezeichnet</translation>
    </message>
    <message>
        <source>who is on the call</source>
        <translation>wer am Gespräch teilnimmt</translation>
    </message>
    <message>
        <source>what the recording is for</source>
        <translation>wofür aufgezeichnet wird</translation>
    </message>
    <message>
        <source>a lawful basis</source>
        <translation>eine Rechtsgrundlage</translation>
    </message>
    <message>
        <source>a lawful basis that counts where everyone on the call is</source>
        <translation>eine Rechtsgrundlage, die an allen Orten des Gesprächs gilt</translation>
    </message>
    <message>
        <source>what the basis rests on: its reference</source>
        <translation>worauf die Rechtsgrundlage beruht: ihr Aktenzeichen</translation>
    </message>
    <message>
        <source>the firm&apos;s assessment of its legitimate interests</source>
        <translation>die Interessenabwägung der Firma</translation>
    </message>
    <message>
        <source>an assessment whose review is not overdue</source>
        <translation>eine Interessenabwägung, deren Überprüfung nicht überfällig ist</translation>
    </message>
    <message>
        <source>a condition for data about health and the like</source>
        <translation>eine Bedingung für besondere Kategorien (Gesundheit und Ähnliches)</translation>
    </message>
    <message>
        <source>which country&apos;s law applies</source>
        <translation>das Recht welches Landes gilt</translation>
    </message>
    <message>
        <source>a yes to being recorded</source>
        <translation>eine Einwilligung in die Aufzeichnung</translation>
    </message>
    <message>
        <source>a new yes: the earlier one was taken back</source>
        <translation>eine neue Einwilligung: Die frühere wurde widerrufen</translation>
    </message>
    <message>
        <source>somebody objected to being recorded</source>
        <translation>jemand hat der Aufzeichnung widersprochen</translation>
    </message>
    <message>
        <source>your champion&apos;s answer</source>
        <translation>die Antwort Ihres Datenschutz-Champions</translation>
    </message>
    <message>
        <source>your champion said no</source>
        <translation>Ihr Datenschutz-Champion hat Nein gesagt</translation>
    </message>
    <message>
        <source>your champion&apos;s answer has expired</source>
        <translation>die Antwort Ihres Datenschutz-Champions ist abgelaufen</translation>
    </message>
    <message>
        <source>a condition of your champion&apos;s answer is not met</source>
        <translation>eine Bedingung aus der Antwort Ihres Datenschutz-Champions ist nicht erfüllt</translation>
    </message>
    <message>
        <source>everybody has to hear the announcement</source>
        <translation>alle müssen die Ansage hören</translation>
    </message>
    <message>
        <source>nothing can be put on record on this computer just now</source>
        <translation>auf diesem Computer lässt sich gerade nichts protokollieren</translation>
    </message>
    <message>
        <source>consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>contract</source>
        <translation>Vertrag</translation>
    </message>
    <message>
        <source>legal obligation</source>
        <translation>rechtliche Verpflichtung</translation>
    </message>
    <message>
        <source>vital interests</source>
        <translation>lebenswichtige Interessen</translation>
    </message>
    <message>
        <source>public task</source>
        <translation>öffentliche Aufgabe</translation>
    </message>
    <message>
        <source>recognised legitimate interest</source>
        <translation>anerkanntes berechtigtes Interesse</translation>
    </message>
    <message>
        <source>legitimate interests</source>
        <translation>berechtigte Interessen</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>Kundin/Kunde</translation>
    </message>
    <message>
        <source>representative</source>
        <translation>Vertretung</translation>
    </message>
    <message>
        <source>colleague</source>
        <translation>Kollegin/Kollege</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>jemand anderes</translation>
    </message>
    <message>
        <source>card details</source>
        <translation>Kartendaten</translation>
    </message>
    <message>
        <source>you paused it</source>
        <translation>von Ihnen angehalten</translation>
    </message>
    <message>
        <source>somebody new has to be told first</source>
        <translation>jemand Neues muss zuerst informiert werden</translation>
    </message>
    <message>
        <source>an objection</source>
        <translation>ein Widerspruch</translation>
    </message>
    <message>
        <source>something is missing</source>
        <translation>etwas fehlt</translation>
    </message>
    <message>
        <source>this computer was too busy</source>
        <translation>dieser Computer war überlastet</translation>
    </message>
    <message>
        <source>a sound device is gone</source>
        <translation>ein Tongerät fehlt</translation>
    </message>
    <message>
        <source>the call&apos;s sound has moved</source>
        <translation>der Ton des Gesprächs läuft über ein anderes Gerät</translation>
    </message>
    <message>
        <source>this computer slept</source>
        <translation>dieser Computer war im Ruhezustand</translation>
    </message>
    <message>
        <source>The shared screen changes too fast to be read whole.</source>
        <translation>Der geteilte Bildschirm ändert sich zu schnell, um ganz gelesen zu werden.</translation>
    </message>
    <message>
        <source>Chaperone is behind with reading your shared screen.</source>
        <translation>Chaperone kommt mit dem Lesen Ihres geteilten Bildschirms nicht nach.</translation>
    </message>
    <message>
        <source>Your shared screen is not being read: the reader restarts.</source>
        <translation>Ihr geteilter Bildschirm wird gerade nicht gelesen: Das Leseprogramm startet neu.</translation>
    </message>
    <message>
        <source>What is shared cannot be told; the whole screen is read instead.</source>
        <translation>Was geteilt wird, ist nicht zu erkennen; stattdessen wird der ganze Bildschirm gelesen.</translation>
    </message>
    <message>
        <source>The shared window cannot be read just now.</source>
        <translation>Das geteilte Fenster ist gerade nicht lesbar.</translation>
    </message>
    <message>
        <source>The display cannot be read.</source>
        <translation>Der Bildschirm ist nicht lesbar.</translation>
    </message>
    <message>
        <source>This kind of share is not watched.</source>
        <translation>Diese Art des Teilens wird nicht überwacht.</translation>
    </message>
    <message>
        <source>What lies beneath a cover on your screen cannot be seen.</source>
        <translation>Was unter einer Abdeckung auf Ihrem Bildschirm liegt, ist nicht zu sehen.</translation>
    </message>
    <message>
        <source>You stopped the watching of this share.</source>
        <translation>Sie haben die Überwachung hier beendet.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Not everything that is shared is read (%1).</source>
        <translation>Nicht alles, was geteilt wird, wird gelesen (%1).</translation>
    </message>
    <message>
        <source>You said that you share</source>
        <translation>Sie haben angegeben, dass Sie teilen</translation>
    </message>
    <message>
        <source>%1: a window is shared and watched.</source>
        <translation>%1: Ein Fenster wird geteilt und überwacht.</translation>
    </message>
    <message>
        <source>%1: the screen is shared and watched.</source>
        <translation>%1: Der Bildschirm wird geteilt und überwacht.</translation>
    </message>
    <message>
        <source>%1: the screen is shared and watched (%2).</source>
        <translation>%1: Der Bildschirm wird geteilt und überwacht (%2).</translation>
    </message>
    <message numerus="yes">
        <source>%n name(s)</source>
        <translation>
            <numerusform>%n Name</numerusform>
            <numerusform>%n Namen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n e-mail address(es)</source>
        <translation>
            <numerusform>%n E-Mail-Adresse</numerusform>
            <numerusform>%n E-Mail-Adressen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone number(s)</source>
        <translation>
            <numerusform>%n Telefonnummer</numerusform>
            <numerusform>%n Telefonnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n postal address(es)</source>
        <translation>
            <numerusform>%n Postanschrift</numerusform>
            <numerusform>%n Postanschriften</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n postcode(s)</source>
        <translation>
            <numerusform>%n Postleitzahl</numerusform>
            <numerusform>%n Postleitzahlen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) of birth</source>
        <translation>
            <numerusform>%n Geburtsdatum</numerusform>
            <numerusform>%n Geburtsdaten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n National Insurance number(s)</source>
        <translation>
            <numerusform>%n britische Sozialversicherungsnummer</numerusform>
            <numerusform>%n britische Sozialversicherungsnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n NHS number(s)</source>
        <translation>
            <numerusform>%n NHS-Nummer</numerusform>
            <numerusform>%n NHS-Nummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n taxpayer reference(s)</source>
        <translation>
            <numerusform>%n britische Steuernummer</numerusform>
            <numerusform>%n britische Steuernummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passport number(s)</source>
        <translation>
            <numerusform>%n Passnummer</numerusform>
            <numerusform>%n Passnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n driving licence number(s)</source>
        <translation>
            <numerusform>%n Führerscheinnummer</numerusform>
            <numerusform>%n Führerscheinnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bank account(s)</source>
        <translation>
            <numerusform>%n Bankkonto</numerusform>
            <numerusform>%n Bankkonten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n IBAN(s)</source>
        <translation>
            <numerusform>%n IBAN</numerusform>
            <numerusform>%n IBANs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n payment card number(s)</source>
        <translation>
            <numerusform>%n Kartennummer</numerusform>
            <numerusform>%n Kartennummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n social security number(s)</source>
        <translation>
            <numerusform>%n US-Sozialversicherungsnummer</numerusform>
            <numerusform>%n US-Sozialversicherungsnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vehicle registration(s)</source>
        <translation>
            <numerusform>%n Kfz-Kennzeichen</numerusform>
            <numerusform>%n Kfz-Kennzeichen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n IP address(es)</source>
        <translation>
            <numerusform>%n IP-Adresse</numerusform>
            <numerusform>%n IP-Adressen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n online handle(s)</source>
        <translation>
            <numerusform>%n Online-Name</numerusform>
            <numerusform>%n Online-Namen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n personal web page(s)</source>
        <translation>
            <numerusform>%n persönliche Webseite</numerusform>
            <numerusform>%n persönliche Webseiten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n national identity number(s)</source>
        <translation>
            <numerusform>%n Ausweisnummer</numerusform>
            <numerusform>%n Ausweisnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tax number(s)</source>
        <translation>
            <numerusform>%n Steuernummer</numerusform>
            <numerusform>%n Steuernummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer reference(s)</source>
        <translation>
            <numerusform>%n Kundennummer</numerusform>
            <numerusform>%n Kundennummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n employee number(s)</source>
        <translation>
            <numerusform>%n Personalnummer</numerusform>
            <numerusform>%n Personalnummern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of health data</source>
        <translation>
            <numerusform>%n Gesundheitsangabe</numerusform>
            <numerusform>%n Gesundheitsangaben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n password(s) or key(s)</source>
        <translation>
            <numerusform>%n Passwort oder Schlüssel</numerusform>
            <numerusform>%n Passwörter oder Schlüssel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of personal data</source>
        <translation>
            <numerusform>%n personenbezogene Angabe</numerusform>
            <numerusform>%n personenbezogene Angaben</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>low</source>
        <translation>gering</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>The share of a single browser tab: it cannot be seen from outside the browser.</source>
        <translation>Ein geteilter einzelner Browser-Tab: Von außerhalb des Browsers ist er nicht zu erkennen.</translation>
    </message>
    <message>
        <source>Shares in a Wayland session.</source>
        <translation>Was in einer Wayland-Sitzung geteilt wird.</translation>
    </message>
    <message>
        <source>Which of several monitors is shared: all of them are read instead.</source>
        <translation>Welcher von mehreren Bildschirmen geteilt wird: Gelesen werden deshalb alle.</translation>
    </message>
    <message>
        <source>United Kingdom</source>
        <translation>Vereinigtes Königreich</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>Europäische Union</translation>
    </message>
    <message>
        <source>Germany</source>
        <translation>Deutschland</translation>
    </message>
    <message>
        <source>United States, one-party states</source>
        <translation>USA, Staaten mit Einwilligung einer Seite</translation>
    </message>
    <message>
        <source>United States, all-party states</source>
        <translation>USA, Staaten mit Einwilligung aller</translation>
    </message>
    <message>
        <source>Washington State</source>
        <translation>USA, Washington</translation>
    </message>
    <message>
        <source>an unknown program</source>
        <translation>ein unbekanntes Programm</translation>
    </message>
    <message>
        <source>started by hand</source>
        <translation>von Hand gemeldet</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::AlertWindow</name>
    <message>
        <source>Your shared screen</source>
        <translation>Ihr geteilter Bildschirm</translation>
    </message>
    <message>
        <source>What needs a look</source>
        <translation>Was zu prüfen ist</translation>
    </message>
    <message>
        <source>What:</source>
        <translation>Was:</translation>
    </message>
    <message>
        <source>Whose:</source>
        <translation>Wessen:</translation>
    </message>
    <message>
        <source>Where:</source>
        <translation>Wo:</translation>
    </message>
    <message>
        <source>When:</source>
        <translation>Wann:</translation>
    </message>
    <message>
        <source>&amp;Hidden now</source>
        <translation>Jetzt &amp;verborgen</translation>
    </message>
    <message>
        <source>I have closed or covered it</source>
        <translation>Ich habe es geschlossen oder verdeckt</translation>
    </message>
    <message>
        <source>Show me &amp;where</source>
        <translation>&amp;Zeigen, wo</translation>
    </message>
    <message>
        <source>Draws a frame around it for a few seconds; those who watch your screen see the frame too</source>
        <translation>Zieht für einige Sekunden einen Rahmen darum; wer Ihrem Bildschirm zusieht, sieht ihn auch</translation>
    </message>
    <message>
        <source>It is the &amp;customer</source>
        <translation>Kundin oder &amp;Kunde</translation>
    </message>
    <message>
        <source>The data is that of a customer on the call</source>
        <translation>Die Daten gehören einer Kundin oder einem Kunden im Gespräch</translation>
    </message>
    <message>
        <source>A co&amp;lleague</source>
        <translation>Ko&amp;llegin oder Kollege</translation>
    </message>
    <message>
        <source>It is a colleague&apos;s business data</source>
        <translation>Es sind geschäftliche Daten aus dem Kollegium</translation>
    </message>
    <message>
        <source>&amp;False alarm</source>
        <translation>&amp;Fehlalarm</translation>
    </message>
    <message>
        <source>And why</source>
        <translation>Und warum</translation>
    </message>
    <message>
        <source>Co&amp;ver it</source>
        <translation>Ab&amp;decken</translation>
    </message>
    <message>
        <source>Covers it on the shared screen, or uncovers it</source>
        <translation>Deckt es auf dem geteilten Bildschirm ab oder wieder auf</translation>
    </message>
    <message>
        <source>&amp;Remind me later</source>
        <translation>Spä&amp;ter erinnern</translation>
    </message>
    <message>
        <source>Goes on record; watching goes on</source>
        <translation>Wird protokolliert; die Überwachung geht weiter</translation>
    </message>
    <message>
        <source>&amp;Ask my champion</source>
        <translation>&amp;Champion fragen</translation>
    </message>
    <message>
        <source>Writes a question to your champion</source>
        <translation>Schreibt Ihrem Datenschutz-Champion eine Frage</translation>
    </message>
    <message>
        <source>Your question, without names</source>
        <translation>Ihre Frage, ohne Namen</translation>
    </message>
    <message>
        <source>Your question to the champion, without names</source>
        <translation>Ihre Frage an den Datenschutz-Champion, ohne Namen</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>&amp;Earlier alerts</source>
        <translation>F&amp;rühere Warnungen</translation>
    </message>
    <message>
        <source>Earlier alerts</source>
        <translation>Frühere Warnungen</translation>
    </message>
    <message>
        <source>The agent does not answer: nothing is watched</source>
        <translation>Der Agent antwortet nicht: Nichts wird überwacht</translation>
    </message>
    <message>
        <source>Unco&amp;ver it</source>
        <translation>&amp;Aufdecken</translation>
    </message>
    <message>
        <source>Thank you; it is on record.</source>
        <translation>Danke; es ist protokolliert.</translation>
    </message>
    <message>
        <source>In %1, at %2</source>
        <translation>In %1, um %2</translation>
    </message>
    <message>
        <source>You are reminded at %1, or sooner if it gets worse.</source>
        <translation>Sie werden um %1 erinnert, oder früher, wenn es schlimmer wird.</translation>
    </message>
    <message>
        <source>Your question is on its way to your champion.</source>
        <translation>Ihre Frage ist auf dem Weg zu Ihrem Datenschutz-Champion.</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::AnnouncementView</name>
    <message>
        <source>Pla&amp;y it</source>
        <translation>&amp;Abspielen</translation>
    </message>
    <message>
        <source>I have &amp;read it aloud</source>
        <translation>Ich habe sie &amp;vorgelesen</translation>
    </message>
    <message>
        <source>A&amp;nnouncement in:</source>
        <translation>A&amp;nsage auf:</translation>
    </message>
    <message>
        <source>How much of the announcement has been played</source>
        <translation>Wie viel der Ansage abgespielt ist</translation>
    </message>
    <message>
        <source>announcement: %p %</source>
        <translation>Ansage: %p %</translation>
    </message>
    <message>
        <source>the firm&apos;s language</source>
        <translation>Sprache der Firma</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>You read the announcement aloud to %1 (%2).</source>
        <translation>Sie haben %1 die Ansage vorgelesen (%2).</translation>
    </message>
    <message>
        <source>The announcement was heard by %1: %2 s (%3), %4 of %5 parts found in the call, %6 dB.</source>
        <translation>%1 hat die Ansage gehört: %2 s (%3), %4 von %5 Teilen im Gespräch gefunden, %6 dB.</translation>
    </message>
    <message>
        <source>Language of the announcement</source>
        <translation>Sprache der Ansage</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::CallWindow</name>
    <message>
        <source>This call is pri&amp;vate</source>
        <translation>Dieses Gespräch ist &amp;privat</translation>
    </message>
    <message>
        <source>End the &amp;call</source>
        <translation>Gespräch &amp;beenden</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Who is on the call</source>
        <translation>Wer am Gespräch teilnimmt</translation>
    </message>
    <message>
        <source>Is it recorded?</source>
        <translation>Wird es aufgezeichnet?</translation>
    </message>
    <message>
        <source>No call is open. Say who is on it before you start.</source>
        <translation>Es läuft kein Gespräch. Geben Sie an, wer teilnimmt, bevor Sie beginnen.</translation>
    </message>
    <message>
        <source>&amp;Start the call</source>
        <translation>Gespräch be&amp;ginnen</translation>
    </message>
    <message>
        <source>&amp;Start and record</source>
        <translation>Beginnen und auf&amp;zeichnen</translation>
    </message>
    <message>
        <source>&amp;Put on record</source>
        <translation>Prot&amp;okollieren</translation>
    </message>
    <message>
        <source>&amp;Start recording</source>
        <translation>Aufzeichnung &amp;starten</translation>
    </message>
    <message>
        <source>&amp;Show the recording</source>
        <translation>Aufzeichnung an&amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;End the call</source>
        <translation>Gespräch &amp;beenden</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::CheckWindow</name>
    <message>
        <source>&amp;Show me</source>
        <translation>An&amp;zeigen</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>&amp;Neu prüfen</translation>
    </message>
    <message>
        <source>Check my screen before I share</source>
        <translation>Bildschirm prüfen, bevor ich teile</translation>
    </message>
    <message>
        <source>Windows looked at</source>
        <translation>Geprüfte Fenster</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>Was es zeigt</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Windows, the riskiest first</source>
        <translation>Fenster, die riskantesten zuerst</translation>
    </message>
    <message>
        <source>The titles are read by this window for you alone; nothing that was found is kept. For a key of your own, bind this in your desktop&apos;s settings:</source>
        <translation>Die Titel liest dieses Fenster nur für Sie; nichts von dem Gefundenen wird gespeichert. Für eine eigene Taste tragen Sie dies in den Einstellungen Ihres Desktops ein:</translation>
    </message>
    <message>
        <source>Command for a key of your own</source>
        <translation>Befehl für eine eigene Taste</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::GlassBoxWindow</name>
    <message>
        <source>&amp;Check the whole record</source>
        <translation>Ganzes Protokoll &amp;prüfen</translation>
    </message>
    <message>
        <source>Glass box: what Chaperone keeps about you</source>
        <translation>Glaskasten: was Chaperone über Sie speichert</translation>
    </message>
    <message>
        <source>What is kept about me</source>
        <translation>Was über mich gespeichert ist</translation>
    </message>
    <message>
        <source>What left this computer</source>
        <translation>Was diesen Computer verlassen hat</translation>
    </message>
    <message>
        <source>Who looked</source>
        <translation>Wer Einsicht nahm</translation>
    </message>
    <message>
        <source>What was not watched</source>
        <translation>Was nicht überwacht wurde</translation>
    </message>
    <message>
        <source>The rules in force</source>
        <translation>Die geltenden Regeln</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Whatever Chaperone did is on record here, each entry chained to the one before. Nothing can be changed or taken out without its being noticed: the newest digest goes out with every mail to your champion.</source>
        <translation>Alles, was Chaperone getan hat, ist hier protokolliert, jeder Eintrag mit dem vorigen verkettet. Nichts lässt sich unbemerkt ändern oder entfernen: Der neueste Prüfwert geht mit jeder Mail an Ihren Datenschutz-Champion.</translation>
    </message>
    <message>
        <source>Digest of the newest entry</source>
        <translation>Prüfwert des neuesten Eintrags</translation>
    </message>
    <message>
        <source>Save as &amp;JSON…</source>
        <translation>Als &amp;JSON speichern …</translation>
    </message>
    <message>
        <source>Save as &amp;PDF…</source>
        <translation>Als P&amp;DF speichern …</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies). The digest of the newest:</source>
        <translation>
            <numerusform>%n Eintrag. Prüfwert des neuesten:</numerusform>
            <numerusform>%n Einträge. Prüfwert des neuesten:</numerusform>
        </translation>
    </message>
    <message>
        <source>Every entry is being checked …</source>
        <translation>Jeder Eintrag wird geprüft …</translation>
    </message>
    <message numerus="yes">
        <source>In order: %n entry(ies), none changed, none missing.</source>
        <translation>
            <numerusform>In Ordnung: %n Eintrag, nicht geändert, keiner fehlt.</numerusform>
            <numerusform>In Ordnung: %n Einträge, keiner geändert, keiner fehlt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not in order. Tell your champion. %1</source>
        <translation>Nicht in Ordnung. Sagen Sie es Ihrem Datenschutz-Champion. %1</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::GroundForm</name>
    <message>
        <source>I am &amp;unsure: my champion decides</source>
        <translation>Ich bin &amp;unsicher: mein Champion entscheidet</translation>
    </message>
    <message>
        <source>Recorded &amp;for:</source>
        <translation>Aufgezeichnet &amp;für:</translation>
    </message>
    <message>
        <source>Lawful &amp;basis:</source>
        <translation>&amp;Rechtsgrundlage:</translation>
    </message>
    <message>
        <source>It r&amp;ests on:</source>
        <translation>Beruh&amp;t auf:</translation>
    </message>
    <message>
        <source>&amp;Health data and the like:</source>
        <translation>Besondere &amp;Kategorien:</translation>
    </message>
    <message>
        <source>&amp;Question (name nobody):</source>
        <translation>Frage (ohne Na&amp;men):</translation>
    </message>
    <message>
        <source>an assessment, rule, contract or statute; nobody&apos;s name</source>
        <translation>eine Abwägung, Vorschrift, ein Vertrag oder Gesetz; kein Name</translation>
    </message>
    <message>
        <source>May this call be recorded?</source>
        <translation>Darf dieses Gespräch aufgezeichnet werden?</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>no condition chosen</source>
        <translation>keine Bedingung gewählt</translation>
    </message>
    <message>
        <source>as last time with this customer</source>
        <translation>wie zuletzt mit dieser Kundin oder diesem Kunden</translation>
    </message>
    <message>
        <source>as last time with customers like this</source>
        <translation>wie zuletzt mit ähnlicher Kundschaft</translation>
    </message>
    <message>
        <source>the only purpose that the firm has</source>
        <translation>der einzige Zweck der Firma</translation>
    </message>
    <message>
        <source>What the call is recorded for</source>
        <translation>Wofür das Gespräch aufgezeichnet wird</translation>
    </message>
    <message>
        <source>Lawful basis</source>
        <translation>Rechtsgrundlage</translation>
    </message>
    <message>
        <source>Condition for health data and the like</source>
        <translation>Bedingung für besondere Kategorien von Daten</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::LevelMeter</name>
    <message>
        <source>silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::MissingList</name>
    <message>
        <source>Missing before it may be recorded</source>
        <translation>Was zur Aufzeichnung noch fehlt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::OnCallList</name>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>identity confirmed</source>
        <translation>Identität bestätigt</translation>
    </message>
    <message>
        <source>identity not confirmed yet</source>
        <translation>Identität unbestätigt</translation>
    </message>
    <message>
        <source>I&amp;dentified by</source>
        <translation>Bestätigt &amp;durch</translation>
    </message>
    <message>
        <source>%1 has been identified by</source>
        <translation>Identität von %1 bestätigt durch</translation>
    </message>
    <message>
        <source>&amp;Left</source>
        <translation>Aufge&amp;legt</translation>
    </message>
    <message>
        <source>%1 has left the call</source>
        <translation>%1 hat das Gespräch verlassen</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::OwnDataExport</name>
    <message>
        <source>Save what is kept about me</source>
        <translation>Speichern, was über mich gespeichert ist</translation>
    </message>
    <message>
        <source>Nothing was saved: this computer is out of memory.</source>
        <translation>Nichts wurde gespeichert: Der Arbeitsspeicher ist voll.</translation>
    </message>
    <message>
        <source>Nothing was saved. %1</source>
        <translation>Nichts wurde gespeichert. %1</translation>
    </message>
    <message>
        <source>Saved as %1. It is yours: nobody else can read it.</source>
        <translation>Gespeichert als %1. Die Datei gehört Ihnen: Niemand sonst kann sie lesen.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::PeopleForm</name>
    <message>
        <source>&amp;Join the call</source>
        <translation>Zum Gespräch &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Add somebody</source>
        <translation>&amp;Jemanden hinzufügen</translation>
    </message>
    <message>
        <source>From an &amp;invitation…</source>
        <translation>Aus einer &amp;Einladung …</translation>
    </message>
    <message>
        <source>Opens an .ics file; it can also be dropped on this window.</source>
        <translation>Öffnet eine .ics-Datei; sie lässt sich auch auf dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>The invitation cannot be opened: %1. Save it to a folder of yours and open it from there.</source>
        <translation>Die Einladung lässt sich nicht öffnen: %1. Speichern Sie sie in einem eigenen Ordner und öffnen Sie sie von dort.</translation>
    </message>
    <message>
        <source>it is no plain file</source>
        <translation>es ist keine gewöhnliche Datei</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) taken from the invitation. Remove who is not on the call.</source>
        <translation>
            <numerusform>%n Person aus der Einladung übernommen. Entfernen Sie sie, wenn sie nicht teilnimmt.</numerusform>
            <numerusform>%n Personen aus der Einladung übernommen. Entfernen Sie, wer nicht teilnimmt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) could not be read.</source>
        <translation>
            <numerusform>%n Eintrag war nicht lesbar.</numerusform>
            <numerusform>%n Einträge waren nicht lesbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open an invitation</source>
        <translation>Einladung öffnen</translation>
    </message>
    <message>
        <source>Calendar invitations (*.ics);;All files (*)</source>
        <translation>Kalendereinladungen (*.ics);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::PersonForm</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>E-mail, phone or account number</source>
        <translation>E-Mail, Telefon- oder Kontonummer</translation>
    </message>
    <message>
        <source>identity not confirmed yet</source>
        <translation>Identität unbestätigt</translation>
    </message>
    <message>
        <source>confirmed: %1</source>
        <translation>bestätigt: %1</translation>
    </message>
    <message>
        <source>Remove this person</source>
        <translation>Diese Person entfernen</translation>
    </message>
    <message>
        <source>as the firm</source>
        <translation>wie die Firma</translation>
    </message>
    <message>
        <source>law: %1</source>
        <translation>Recht: %1</translation>
    </message>
    <message>
        <source>Person %1</source>
        <translation>Person %1</translation>
    </message>
    <message>
        <source>Name of person %1</source>
        <translation>Name von Person %1</translation>
    </message>
    <message>
        <source>E-mail, phone or account number of person %1</source>
        <translation>E-Mail, Telefon- oder Kontonummer von Person %1</translation>
    </message>
    <message>
        <source>Role of person %1</source>
        <translation>Rolle von Person %1</translation>
    </message>
    <message>
        <source>Where person %1 is: whose law applies</source>
        <translation>Wo Person %1 ist: welches Recht gilt</translation>
    </message>
    <message>
        <source>How the identity of person %1 is confirmed</source>
        <translation>Wie die Identität von Person %1 bestätigt ist</translation>
    </message>
    <message>
        <source>Remove person %1</source>
        <translation>Person %1 entfernen</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::RecordingWindow</name>
    <message>
        <source>How loud you are</source>
        <translation>Wie laut Sie sind</translation>
    </message>
    <message>
        <source>How loud the other side is</source>
        <translation>Wie laut die Gegenseite ist</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Pause for &amp;card details</source>
        <translation>Für &amp;Kartendaten anhalten</translation>
    </message>
    <message>
        <source>&amp;Go on recording</source>
        <translation>Weiter auf&amp;zeichnen</translation>
    </message>
    <message>
        <source>&amp;Stop recording</source>
        <translation>Aufzeichnung &amp;stoppen</translation>
    </message>
    <message>
        <source>A&amp;bout the call…</source>
        <translation>Zum &amp;Gespräch …</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>How long is recorded</source>
        <translation>Aufgezeichnete Zeit</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Other side</source>
        <translation>Gegenseite</translation>
    </message>
    <message>
        <source>Paused for %1: %2. Nothing is kept until it goes on.</source>
        <translation>Angehalten seit %1: %2. Bis es weitergeht, wird nichts gespeichert.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Obj&amp;ects</source>
        <translation>Widers&amp;pricht</translation>
    </message>
    <message>
        <source>%1 objects to being recorded</source>
        <translation>%1 widerspricht der Aufzeichnung</translation>
    </message>
    <message>
        <source>Ta&amp;kes the yes back</source>
        <translation>Widerruft &amp;die Einwilligung</translation>
    </message>
    <message>
        <source>%1 takes the yes to being recorded back</source>
        <translation>%1 widerruft die Einwilligung in die Aufzeichnung</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::SharingWindow</name>
    <message>
        <source>Sharing</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Who is watching?</source>
        <translation>Wer sieht zu?</translation>
    </message>
    <message>
        <source>Do you share something that is not listed?</source>
        <translation>Teilen Sie etwas, das hier nicht steht?</translation>
    </message>
    <message>
        <source>Only &amp;colleagues</source>
        <translation>Nur &amp;Kolleginnen und Kollegen</translation>
    </message>
    <message>
        <source>People from &amp;outside too</source>
        <translation>Auch Leute von &amp;außen</translation>
    </message>
    <message>
        <source>What you share</source>
        <translation>Was Sie teilen</translation>
    </message>
    <message>
        <source>&amp;Tell Chaperone</source>
        <translation>Chaperone &amp;melden</translation>
    </message>
    <message>
        <source>Tells Chaperone that you share this, so that it is watched</source>
        <translation>Sagt Chaperone, dass Sie dies teilen, damit es überwacht wird</translation>
    </message>
    <message>
        <source>&amp;Stop watching</source>
        <translation>Nicht mehr ü&amp;berwachen</translation>
    </message>
    <message>
        <source>Stops the watching of: %1</source>
        <translation>Beendet die Überwachung von: %1</translation>
    </message>
    <message>
        <source>It is not watched any more.</source>
        <translation>Es wird nicht mehr überwacht.</translation>
    </message>
    <message>
        <source>Thank you; it is watched from now on.</source>
        <translation>Danke; es wird ab jetzt überwacht.</translation>
    </message>
    <message>
        <source>What cannot be watched</source>
        <translation>Was nicht überwacht werden kann</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::StatusIcon</name>
    <message>
        <source>Chaperone: %1</source>
        <translation>Chaperone: %1</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::StatusWindow</name>
    <message>
        <source>Chaperone</source>
        <translation>Chaperone</translation>
    </message>
    <message>
        <source>&amp;Do something</source>
        <translation>Was &amp;tun?</translation>
    </message>
</context>
<context>
    <name>chaperone::tray::WelcomeWindow</name>
    <message>
        <source>Welcome to Chaperone</source>
        <translation>Willkommen bei Chaperone</translation>
    </message>
    <message>
        <source>When you share your screen, Chaperone looks whether another person&apos;s data is on it; when you want to record a call, it sees to it that you may.</source>
        <translation>Wenn Sie Ihren Bildschirm teilen, schaut Chaperone nach, ob Daten anderer Personen darauf stehen; wenn Sie ein Gespräch aufzeichnen wollen, sorgt es dafür, dass Sie das dürfen.</translation>
    </message>
    <message>
        <source>When you share your screen, Chaperone warns you if another person&apos;s data is on it; when you want to record a call, it sees to it that you may.</source>
        <translation>Wenn Sie Ihren Bildschirm teilen, warnt Chaperone Sie, falls Daten anderer Personen darauf stehen; wenn Sie ein Gespräch aufzeichnen wollen, sorgt es dafür, dass Sie das dürfen.</translation>
    </message>
    <message>
        <source>It keeps no picture and no text of your screen, and nothing of a call that you do not record; what it does keep about you, you see in &quot;What is kept about me&quot;.</source>
        <translation>Es speichert kein Bild und keinen Text Ihres Bildschirms und nichts von einem Gespräch, das Sie nicht aufzeichnen; was es über Sie speichert, sehen Sie in „Was über mich gespeichert ist“.</translation>
    </message>
    <message>
        <source>The shield in your panel tells how things stand: click it whenever you want to know more or do something.</source>
        <translation>Der Schild in Ihrer Leiste zeigt, wie es steht: Klicken Sie ihn an, wann immer Sie mehr wissen oder etwas tun möchten.</translation>
    </message>
    <message>
        <source>&amp;Got it</source>
        <translation>&amp;Verstanden</translation>
    </message>
</context>
</TS>
