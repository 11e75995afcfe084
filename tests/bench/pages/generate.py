# SPDX-License-Identifier: Apache-2.0
"""Six kinds of dense pages, as HTML, full of invented people. The same seed gives the same pages.

Telephone numbers are from the ranges reserved for drama, domains from those reserved for examples.
"""
import html
import random
import unicodedata

FORENAMES = ("Olivia Noah Amelia George Isla Arthur Ava Muhammad Freya Leo Zoë Priya Arjun Wei Yuki Fatima "
             "Omar Ingrid Sven Chloé Renée José Niamh Siobhán Dmitri Kwame Thandiwe Rosalind Graham Beatrix "
             "Xavier Quentin Leilani Hamish Rhiannon Bronwen Callum Eilidh").split()
SURNAMES = ("Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker "
            "White Roberts Green Hall Wood Jackson O'Brien McAllister Nakamura Kowalski Müller Fernandes Okafor "
            "Lindqvist Castellanos Fitzgerald Whitfield Illingworth Tulloch Nguyen Featherstone").split()
FIRMS = ("Northgate Traders;Harbour & Sons;Cresswell Ltd;Globe Optics;Initial Foods LLP;Umbra Health;Starling Mills;"
         "Wayfarer Travel;Hollow Oak;Vantage Imports;Summit Corp;Larder Foods;Tyrell Glass").split(";")
CITIES = "Leeds;Manchester;Bristol;Cardiff;Glasgow;Belfast;Norwich;Stoke-on-Trent;Newcastle upon Tyne;York".split(";")
STATES = "Active;Pending;Lapsed;Trial;On hold;VIP".split(";")
STREETS = "High Street;Station Road;Church Lane;Victoria Avenue;Mill Close;The Crescent".split(";")
WORDS = ("account invoice renewal contract delivery customer please review attached document quarterly report "
         "regarding shipment order number payment received confirm meeting schedule tomorrow afternoon support "
         "ticket response agreement signature billing address update request pending approval department manager "
         "regional office system login password reset verification security policy compliance training complete "
         "before deadline thank you best regards kindly forward details").split()


class People:
    """Everything that a page says about people, from one seeded stream."""

    def __init__(self, seed):
        self.pick = random.Random(seed)

    def name(self):
        return f"{self.pick.choice(FORENAMES)} {self.pick.choice(SURNAMES)}"

    def email(self, name):
        def plain(text):
            folded = unicodedata.normalize("NFD", text)
            return "".join(c for c in folded if c.isascii() and c.isalnum()).lower()
        first, last = (plain(part) for part in name.split(" ", 1))
        user = self.pick.choice([f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}{self.pick.randint(1, 99)}",
                                 f"{last}.{first}{self.pick.randint(70, 99)}"])
        return user + "@" + self.pick.choice(["example.com", "example.org", "post.example", "acme.test",
                                              "mail.example.net"])

    def phone(self):
        number = self.pick.randint(0, 999)
        return self.pick.choice([f"07700 900{number:03d}", f"+44 7700 900{number:03d}", f"01632 960{number:03d}",
                                 f"(01632) 960 {number:03d}"])

    def date(self):
        day, month, year = self.pick.randint(1, 28), self.pick.randint(1, 12), self.pick.randint(1948, 2026)
        return self.pick.choice([f"{day:02d}/{month:02d}/{year}", f"{year}-{month:02d}-{day:02d}"])

    def digits(self, count):
        return "".join(str(self.pick.randint(0, 9)) for _ in range(count))

    def account(self):
        return "AC-" + self.digits(6)

    def money(self):
        return f"£{self.pick.randint(10, 99999):,}.{self.pick.randint(0, 99):02d}"

    def postcode(self):
        return f"{self.pick.choice(['LS', 'M', 'BS', 'CF', 'G', 'NR', 'YO'])}{self.pick.randint(1, 29)} " \
               f"{self.pick.randint(1, 9)}{''.join(self.pick.choice('ABDEFGHJLNPQRSTUWXYZ') for _ in range(2))}"

    def address(self):
        return f"{self.pick.randint(1, 240)} {self.pick.choice(STREETS)}"

    def sentence(self, count):
        text = " ".join(self.pick.choice(WORDS) for _ in range(count))
        return text.capitalize() + self.pick.choice([".", ".", "?", "!", ","])


def _document(style, body):
    return ("<!doctype html><html lang=en><head><meta charset=utf-8><style>*{box-sizing:border-box}"
            f"body{{margin:0;height:1080px;overflow:hidden}}{style}</style></head><body>{body}</body></html>")


def _customer_rows(people, count):
    classes = dict(zip(STATES, "gyrbkp"))
    for i in range(count):
        name, state = people.name(), people.pick.choice(STATES)
        cells = [people.account(), f"<a href=#>{html.escape(name)}</a>", html.escape(people.pick.choice(FIRMS)),
                 people.email(name), people.phone(), people.pick.choice(CITIES),
                 f"<span class='pill {classes[state]}'>{state}</span>", people.money()]
        yield f"<tr class={'o' if i % 2 else 'e'}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def crm(people):
    heads = "".join(f"<th>{h}</th>" for h in "Account Name Company Email Phone City Status Balance".split())
    return _document("""
body{font:13px Arial;background:#fff;color:#222}.top{background:#0b5cab;color:#fff;height:44px;padding:12px 20px;
font-size:15px}.top span{margin-right:28px}.bar{height:36px;padding:9px 20px;background:#f3f3f3;border-bottom:1px solid
#ddd}.wrap{height:1000px;overflow:hidden}table{border-collapse:collapse;width:100%}th{background:#e8eef5;text-align:left;
padding:0 8px;border:1px solid #c8d0d8;height:17px;font-size:12px}td{border:1px solid #dde2e8;padding:0 8px;height:16px;
line-height:15px;white-space:nowrap}tr.o td{background:#f7f9fb}td:last-child{text-align:right}a{color:#0b5cab}
.pill{padding:0 8px;border-radius:8px;font-size:11px;color:#fff}.g{background:#2e7d32}.y{background:#f9a825;color:#222}
.r{background:#c62828}.b{background:#1565c0}.k{background:#616161}.p{background:#6a1b9a}""",
                     "<div class=top><span><b>Larkspur CRM</b></span><span>Home</span><span>Accounts</span><span>Contacts"
                     "</span><span>Opportunities</span><span>Reports</span></div><div class=bar>All contacts &nbsp; 160 "
                     f"records &nbsp; Sorted by name &nbsp; Filtered by owner: {people.name()}</div><div class=wrap id=wrap>"
                     f"<table><tr>{heads}</tr>{''.join(_customer_rows(people, 160))}</table></div>")


def mail(people):
    def message(i):
        return (f"<div class='m {'u' if i % 3 == 0 else ''}'><div class=fr>{people.name()}</div><div class=su>"
                f"{people.sentence(people.pick.randint(3, 6))}</div><div class=da>{people.date()}</div></div>")

    def paragraph(i):
        text = " ".join(people.sentence(people.pick.randint(6, 14)) for _ in range(4))
        if i % 3:
            return f"<p>{text}</p>"
        name = people.name()
        return (f"<p>{text}</p><p>Contact {name} at <a href=#>{people.email(name)}</a> or call {people.phone()}. Account "
                f"{people.account()}, card ending {people.digits(4)}, postcode {people.postcode()}.</p>")

    sender = people.name()
    folders = "".join(f"<div>{f}</div>" for f in ["Starred", "Snoozed", "Sent", "Drafts 3", "Spam 12", "Trash"])
    return _document("""
body{font:14px "DejaVu Sans";background:#fff;color:#202124;display:flex}.side{width:180px;background:#f6f8fc;padding:16px}
.side div{padding:6px 10px;border-radius:12px}.side .sel{background:#d3e3fd;font-weight:bold}.list{width:560px;
border-right:1px solid #ddd;overflow:hidden}.m{height:31px;display:flex;padding:7px 8px;border-bottom:1px solid #eee;
font-size:12px;background:#f2f6fc;white-space:nowrap}.m.u{font-weight:bold;background:#fff}.fr{width:150px;overflow:hidden}
.su{width:300px;overflow:hidden}.da{margin-left:auto;color:#5f6368}.msg{flex:1;padding:20px 30px;height:1080px;
overflow:hidden}h1{font-size:22px;font-weight:normal;margin:6px 0}.meta{color:#5f6368;font-size:12px;margin-bottom:12px}
p{margin:0 0 12px;line-height:20px}""",
                     f"<div class=side><div class=sel>Inbox 34</div>{folders}</div><div class=list>"
                     f"{''.join(message(i) for i in range(34))}</div><div class=msg id=wrap><h1>Contract renewal and billing "
                     f"update</h1><div class=meta>From {sender} &lt;{people.email(sender)}&gt; to {people.name()} on "
                     f"{people.date()} 14:32</div>{''.join(paragraph(i) for i in range(18))}</div>")


def form(people):
    name = people.name()
    first, last = name.split(" ", 1)
    fields = [("First name", first), ("Last name", last), ("Email address", people.email(name)),
              ("Mobile phone", people.phone()), ("Work phone", people.phone()), ("Date of birth", people.date()),
              ("Customer reference", "CR" + people.digits(8)), ("Account number", people.digits(8)),
              ("Sort code", "-".join(people.digits(2) for _ in range(3))),
              ("Card number", "4111 1111 1111 1111"), ("Street address", people.address()),
              ("Town or city", people.pick.choice(CITIES)), ("Postcode", people.postcode()),
              ("Company", people.pick.choice(FIRMS)), ("Job title", "Account Manager"), ("Credit limit", people.money()),
              ("Balance due", people.money()), ("Last contact", people.date()), ("Assigned agent", people.name()),
              ("Referral code", "REF" + people.digits(8))]
    inputs = "".join(f'<div class=f><label>{label}</label><input value="{html.escape(value)}"></div>'
                     for label, value in fields)
    notes = "".join(f"<div><b>{people.date()}</b> by {people.name()}: {people.sentence(12)} Called {people.phone()}.</div>"
                    for _ in range(14))
    return _document("""
body{font:14px "Liberation Sans";background:#eef1f4;color:#1b1b1b}.hd{background:#263238;color:#eceff1;padding:14px 24px;
font-size:18px}.g{display:grid;grid-template-columns:repeat(4,1fr);gap:14px 24px;padding:20px 24px;background:#fff;
margin:20px;border:1px solid #ccc;border-radius:6px}label{display:block;font-size:12px;color:#607d8b;margin-bottom:4px}
input{width:100%;height:32px;border:1px solid #b0bec5;border-radius:4px;padding:0 10px;font:14px "Liberation Sans";
color:#111}.btn{display:inline-block;background:#1976d2;color:#fff;padding:8px 18px;border-radius:4px;margin-left:24px;
font-weight:bold}.btn.s{background:#fff;color:#1976d2;border:1px solid #1976d2}.btn.d{background:#c62828}
.notes{margin:20px;background:#fffde7;border:1px solid #e0d890;padding:12px 20px;font-size:13px;line-height:24px}
.ta{margin:20px}""",
                     f"<div class=hd>Customer record &mdash; {name}</div><div class=g>{inputs}</div><span class=btn>Save "
                     "changes</span><span class='btn s'>Cancel</span><span class='btn d'>Delete customer</span>"
                     f"<div class=notes>{notes}</div><div class=ta><input id=typing value=''></div>")


def dark(people):
    def ticket():
        name = people.name()
        level, colour = people.pick.choice([("Urgent", "#ff5252"), ("High", "#ffb74d"), ("Normal", "#81c784"),
                                            ("Low", "#64b5f6")])
        return (f"<div class=t><span class=n>#{people.digits(5)}</span><span class=s>"
                f"{people.sentence(people.pick.randint(4, 7))}</span><span class=w>{name}</span><span class=e>"
                f"{people.email(name)}</span><span class=p style='color:{colour}'>{level}</span><span class=d>"
                f"{people.date()}</span></div>")

    def chat(i):
        name = people.name()
        return (f"<div class='c {'a' if i % 2 else ''}'><b>{name}</b> <span class=tm>{people.pick.randint(8, 17)}:"
                f"{people.pick.randint(10, 59)}</span><br>{people.sentence(people.pick.randint(8, 14))} My number is "
                f"{people.phone()} and my email is {people.email(name)}.</div>")

    views = "".join(f"<div>{v}</div>" for v in ["My open tickets", "Unassigned", "Recently solved", "Suspended", "Settings"])
    return _document("""
body{font:13px "Noto Sans","DejaVu Sans";background:#1e1f22;color:#dbdee1;display:flex}.nav{width:200px;
background:#141517;padding:18px;color:#949ba4}.nav div{padding:7px 8px}.nav .sel{background:#35373c;color:#fff;
border-radius:4px}.main{flex:1;padding:14px 20px}.t{display:flex;height:36px;line-height:35px;border-bottom:1px solid
#2b2d31;white-space:nowrap}.n{width:80px;color:#7289da}.s{width:380px;overflow:hidden}.w{width:180px;color:#fff}
.e{width:260px;color:#00a8fc;text-decoration:underline}.p{width:80px;font-weight:bold}.d{color:#949ba4;font-size:12px}
.chat{width:560px;background:#2b2d31;padding:12px}.c{padding:8px 12px;margin:6px 0;background:#313338;border-radius:8px;
line-height:19px}.c.a{background:#404eed;color:#fff}.tm{font-size:11px;color:#949ba4}.c.a .tm{color:#dbdee1}
h2{font-size:18px;margin:4px 0 8px}""",
                     f"<div class=nav><div class=sel>All tickets</div>{views}</div><div class=main><h2>Unsolved tickets (26)"
                     f"</h2>{''.join(ticket() for _ in range(26))}</div><div class=chat>"
                     f"{''.join(chat(i) for i in range(12))}</div>")


def sheet(people):
    columns = "ABCDEFGHIJKLMNO"
    head = "<tr><th></th>" + "".join(f"<th>{c}</th>" for c in columns) + "</tr>"

    def row(number):
        name = people.name()
        cells = [people.digits(4), name, people.email(name), people.phone(), people.date()]
        cells += [f"{people.pick.uniform(0, 9999):.2f}" for _ in range(4)]
        cells += [f"{people.pick.randint(0, 100)}%", people.account(), people.pick.choice(STATES),
                  str(people.pick.randint(1, 999)), people.postcode(), people.pick.choice(CITIES)]
        tds = "".join(f"<td class='{'h' if (number + i) % 11 == 0 else ''}'>{html.escape(c)}</td>"
                      for i, c in enumerate(cells))
        return f"<tr><th>{number}</th>{tds}</tr>"

    menu = "".join(f"<span>{m}</span>" for m in ["File", "Home", "Insert", "Page Layout", "Formulas", "Data", "Review", "View"])
    return _document("""
body{font:13px Carlito,"Liberation Sans";background:#fff;color:#000}.rib{height:64px;background:#217346;color:#fff;
padding:8px 16px}.rib span{margin-right:22px}.fx{height:26px;border-bottom:1px solid #ccc;padding:5px 10px}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #d4d4d4;height:20px;padding:0 4px;white-space:nowrap;
font-weight:normal}th{background:#e6e6e6;color:#444}td.h{background:#ffeb9c;color:#9c5700}""",
                     f"<div class=rib><b>Customers Q3.xlsx - Spreadsheet</b><br><br>{menu}</div><div class=fx>B2 &nbsp; fx "
                     "&nbsp; =VLOOKUP(A2,Customers!A:F,2,FALSE)</div><table>"
                     f"{head}{''.join(row(r) for r in range(1, 48))}</table>")


def settings(people):
    name = people.name()
    items = [("Two-factor authentication", "Protect your account with a verification code."),
             ("Email notifications", "Send a summary of activity every morning."),
             ("Desktop sharing", "Allow supervisors to view your screen during calls."),
             ("Record calls", "Keep recordings for 90 days for quality assurance."),
             ("Language", "English (United Kingdom)"), ("Time zone", "(UTC+00:00) London"),
             ("Dark mode", "Use a dark colour theme across all applications."),
             ("Auto-lock", "Lock the screen after 5 minutes of inactivity."),
             ("Keyboard shortcuts", "Press Ctrl+/ to see the full list of shortcuts.")]
    rows = "".join(f"<div class=r><div><div class=h>{h}</div><div class=d>{d}</div></div><div class=sw></div></div>"
                   for h, d in items)
    return _document("""
body{font:15px Lato,"Noto Sans";background:linear-gradient(120deg,#4b6cb7,#182848)}.card{position:absolute;left:140px;
top:120px;width:460px;background:#fff;border-radius:10px;padding:34px;box-shadow:0 8px 30px #0006}.card h1{font-size:26px;
margin:0 0 18px}.card label{font-size:13px;color:#666}.card input{width:100%;height:40px;border:1px solid #bbb;
border-radius:6px;margin:6px 0 16px;padding:0 12px;font:15px Lato}.bt{background:#2563eb;color:#fff;text-align:center;
padding:12px;border-radius:6px;font-weight:bold}.card a{color:#2563eb;font-size:13px}.pan{position:absolute;left:720px;
top:80px;width:1060px;background:#fafafa;border-radius:10px;padding:24px 40px}.r{display:flex;
justify-content:space-between;align-items:center;padding:14px 0;border-bottom:1px solid #e5e5e5}.h{font-weight:bold;
font-size:16px}.d{color:#777;font-size:13px;margin-top:3px}.sw{width:42px;height:22px;border-radius:11px;
background:#22c55e}.ov{position:absolute;left:140px;top:720px;color:#fff;font-size:14px;width:460px;line-height:22px}""",
                     f"<div class=card><h1>Sign in to continue</h1><label>Email or username</label><input value="
                     f"\"{people.email(name)}\"><label>Backup phone</label><input value=\"{people.phone()}\"><div class=bt>"
                     "Sign in</div><p><a href=#>Forgot your password?</a></p><p><a href=#>Create a new account</a></p></div>"
                     f"<div class=ov>You are signed in as {name}. If this is not you, call {people.phone()} or write to "
                     f"{people.email(people.name())} immediately.</div><div class=pan><h2>Account settings</h2>{rows}</div>")


PAGES = {"crm": crm, "mail": mail, "form": form, "dark": dark, "sheet": sheet, "settings": settings}


def page(kind, seed):
    """The HTML of one page."""
    return PAGES[kind](People(f"{kind}-{seed}"))
