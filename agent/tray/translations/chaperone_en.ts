<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Alerts</name>
    <message numerus="yes">
        <source>%1, %n times</source>
        <translation>
            <numerusform>%1, once</numerusform>
            <numerusform>%1, %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) on your shared screen need a look</source>
        <translation>
            <numerusform>One thing on your shared screen needs a look</numerusform>
            <numerusform>%n things on your shared screen need a look</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and one more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) who are not on this call</source>
        <translation>
            <numerusform>One person who is not on this call</numerusform>
            <numerusform>%n people who are not on this call</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message numerus="yes">
        <source>%n other person(s)</source>
        <translation>
            <numerusform>%n other person</numerusform>
            <numerusform>%n other people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n window(s) looked at …</source>
        <translation>
            <numerusform>%1 of %n window looked at …</numerusform>
            <numerusform>%1 of %n windows looked at …</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n window(s) show other people&apos;s data: close or hide before you share.</source>
        <translation>
            <numerusform>%n window shows other people&apos;s data: close or hide it before you share.</numerusform>
            <numerusform>%n windows show other people&apos;s data: close or hide them before you share.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n window(s) could not be read: look yourself.</source>
        <translation>
            <numerusform>%n window could not be read: look yourself.</numerusform>
            <numerusform>%n windows could not be read: look yourself.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GlassTables</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnDataReport</name>
    <message numerus="yes">
        <source>The record has %n entry(ies). Each is chained to the one before; the last one&apos;s digest is:</source>
        <translation>
            <numerusform>The record has %n entry. Each is chained to the one before; the last one&apos;s digest is:</numerusform>
            <numerusform>The record has %n entries. Each is chained to the one before; the last one&apos;s digest is:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message numerus="yes">
        <source>%n thing(s) shared and watched</source>
        <translation>
            <numerusform>One thing is shared and watched</numerusform>
            <numerusform>%n things are shared and watched</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n time(s) this week there would have been an alert.</source>
        <translation>
            <numerusform>Once this week there would have been an alert.</numerusform>
            <numerusform>%n times this week there would have been an alert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayState</name>
    <message numerus="yes">
        <source>%n alert(s) about your shared screen.</source>
        <translation>
            <numerusform>%n alert about your shared screen.</numerusform>
            <numerusform>%n alerts about your shared screen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n name(s)</source>
        <translation>
            <numerusform>%n name</numerusform>
            <numerusform>%n names</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n e-mail address(es)</source>
        <translation>
            <numerusform>%n e-mail address</numerusform>
            <numerusform>%n e-mail addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone number(s)</source>
        <translation>
            <numerusform>%n phone number</numerusform>
            <numerusform>%n phone numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n postal address(es)</source>
        <translation>
            <numerusform>%n postal address</numerusform>
            <numerusform>%n postal addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n postcode(s)</source>
        <translation>
            <numerusform>%n postcode</numerusform>
            <numerusform>%n postcodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) of birth</source>
        <translation>
            <numerusform>%n date of birth</numerusform>
            <numerusform>%n dates of birth</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n National Insurance number(s)</source>
        <translation>
            <numerusform>%n National Insurance number</numerusform>
            <numerusform>%n National Insurance numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n NHS number(s)</source>
        <translation>
            <numerusform>%n NHS number</numerusform>
            <numerusform>%n NHS numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n taxpayer reference(s)</source>
        <translation>
            <numerusform>%n taxpayer reference</numerusform>
            <numerusform>%n taxpayer references</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passport number(s)</source>
        <translation>
            <numerusform>%n passport number</numerusform>
            <numerusform>%n passport numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n driving licence number(s)</source>
        <translation>
            <numerusform>%n driving licence number</numerusform>
            <numerusform>%n driving licence numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bank account(s)</source>
        <translation>
            <numerusform>%n bank account</numerusform>
            <numerusform>%n bank accounts</numerusform>
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
            <numerusform>%n payment card number</numerusform>
            <numerusform>%n payment card numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n social security number(s)</source>
        <translation>
            <numerusform>%n social security number</numerusform>
            <numerusform>%n social security numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vehicle registration(s)</source>
        <translation>
            <numerusform>%n vehicle registration</numerusform>
            <numerusform>%n vehicle registrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n IP address(es)</source>
        <translation>
            <numerusform>%n IP address</numerusform>
            <numerusform>%n IP addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n online handle(s)</source>
        <translation>
            <numerusform>%n online handle</numerusform>
            <numerusform>%n online handles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n personal web page(s)</source>
        <translation>
            <numerusform>%n personal web page</numerusform>
            <numerusform>%n personal web pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n national identity number(s)</source>
        <translation>
            <numerusform>%n national identity number</numerusform>
            <numerusform>%n national identity numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tax number(s)</source>
        <translation>
            <numerusform>%n tax number</numerusform>
            <numerusform>%n tax numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer reference(s)</source>
        <translation>
            <numerusform>%n customer reference</numerusform>
            <numerusform>%n customer references</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n employee number(s)</source>
        <translation>
            <numerusform>%n employee number</numerusform>
            <numerusform>%n employee numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of health data</source>
        <translation>
            <numerusform>%n piece of health data</numerusform>
            <numerusform>%n pieces of health data</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n password(s) or key(s)</source>
        <translation>
            <numerusform>%n password or key</numerusform>
            <numerusform>%n passwords or keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of personal data</source>
        <translation>
            <numerusform>%n piece of personal data</numerusform>
            <numerusform>%n pieces of personal data</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chaperone::tray::GlassBoxWindow</name>
    <message numerus="yes">
        <source>%n entry(ies). The digest of the newest:</source>
        <translation>
            <numerusform>%n entry. The digest of the newest:</numerusform>
            <numerusform>%n entries. The digest of the newest:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In order: %n entry(ies), none changed, none missing.</source>
        <translation>
            <numerusform>In order: %n entry, not changed, none missing.</numerusform>
            <numerusform>In order: %n entries, none changed, none missing.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chaperone::tray::PeopleForm</name>
    <message numerus="yes">
        <source>%n person(s) taken from the invitation. Remove who is not on the call.</source>
        <translation>
            <numerusform>%n person taken from the invitation. Remove them if they are not on the call.</numerusform>
            <numerusform>%n people taken from the invitation. Remove who is not on the call.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) could not be read.</source>
        <translation>
            <numerusform>%n entry could not be read.</numerusform>
            <numerusform>%n entries could not be read.</numerusform>
        </translation>
    </message>
</context>
</TS>
