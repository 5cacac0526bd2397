"""Makes the invented interview codings of sample_data: two coders, 160 open codes, Holsti .83.

Twenty invented people talk about an insurer that markets through influencers. Every statement is
made from one open code; the two coders are drawn from a seed: on 332 of 408 statements both give
that code, on 60 they give different ones, mostly of one category, and 8 each codes alone. So
M = 332, N₁ = N₂ = 400, and Holsti's 2M / (N₁ + N₂) is .83 exactly.

    python -m tests.data.coding.make_sample     writes both files anew
"""

import csv
import io
import random
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "sample_data"
CODINGS, BOOK = "interview_codes.csv", "interview_code_book.csv"
CODERS = ("Coder A", "Coder B")
INTERVIEWS, STATEMENTS, SEED = 20, 408, 83
AGREED, ALONE = 332, 8

# group, its role in the paradigm, its categories with their open codes
TREE = {
    ("Why relationships are at stake", "causal conditions"): {
        "Brand-related Factors": "a name people trust; a logo everyone knows; a brand that keeps its word; the reputation after a scandal; a brand that suits the influencer; stories that make the brand human; a price that fits the brand; being proud of one's insurer; a brand that all generations know",
        "Customer-Related Issues": "fear of small print; a claim that was turned down; loyalty out of habit; comparing offers online; bad experience with an agent; not knowing what is covered; expecting an answer at once; wanting to be called by name; a life event that changes needs; tiredness of advertising",
        "Management and Planning": "a plan for a whole year; goals that can be measured; a budget for creators; leaders who stand behind it; one person in charge; decisions based on figures; departments that do not talk; short-term thinking; a contract with clear rules; time set aside to learn from mistakes",
    },
    ("Where it happens", "context"): {
        "Infrastructure": "a stable internet connection; servers that bear the rush; a call centre that answers; branches within reach; systems that are out of date; mobile coverage in the village; tools the team shares; data kept in the country; a studio for good pictures",
        "Digital Banking": "paying premiums by phone; instalments inside the app; a refund within a day; one login for bank and insurer; a card linked to the policy; fear of online fraud; receipts without paper; automatic renewal from the account; a wallet with bonus points",
        "Information System": "a customer file in one place; data that contradict each other; reports in real time; finding the policy again; an alert when a contract ends; knowing who came through which post; privacy of health data; a dashboard for the team; a record of every conversation",
    },
    ("What it is all about", "central phenomenon"): {
        "Relationship Management": "staying in touch after the sale; a personal adviser; remembering earlier talks; a word of thanks; help before being asked; complaints taken seriously; a club for loyal customers; winning back those who left; an apology that is meant; birthday greetings that feel real",
        "Interactions": "answering comments; live questions and answers; polls in stories; a private message to the insurer; customers helping each other; the influencer replying in person; humour in the comments; a conversation instead of a slogan; criticism in public; a video call with an expert",
    },
    ("What helps or gets in the way", "intervening conditions"): {
        "Socio-Cultural Factors": "what the family says; word of mouth in the neighbourhood; religious reservations about insurance; respect for older people's advice; differences between town and country; trends among the young; distrust of institutions; influencers as role models; language people use at home; gender roles in money matters",
        "Motivation": "a discount for sharing; points for healthy habits; wanting to protect the children; joy in a challenge; belonging to a community; curiosity about the influencer; a prize draw; pride in being asked; a bonus for years without a claim",
        "Support and Protection": "rules for sponsored posts; a supervisor who watches; help in an emergency; protection of personal data; an ombudsman for disputes; advice without pressure to buy; support for small agencies; legal backing for creators; a hotline at night",
    },
    ("What is done", "strategies"): {
        "Training": "courses for agents; teaching influencers the product; explaining insurance in a minute; role play with hard cases; a mentor for beginners; lessons from complaints; material in plain words; workshops with customers; keeping knowledge up to date",
        "Access and Application": "an app that is easy to use; signing with a finger; reporting a claim by photo; screens for people who see badly; a link straight from the post; few steps to a quote; content in several languages; help inside the app; use without registering first",
        "Marketing": "choosing the right influencer; small creators with true followers; labelling advertising openly; a campaign around a story; reviews by real customers; a code for each influencer; timing before the holidays; pictures from everyday life; repeating a message too often; a post that went around the world",
    },
    ("What comes of it", "outcomes"): {
        "Substitution": "changing to a cheaper insurer; dropping the agent for the app; watching videos instead of reading; savings in place of a policy; family help instead of insurance; a competitor's bundle; following another influencer; cancelling after the first year; self-insuring small risks",
        "Development of Return on Investment": "cost per new contract; renewals after a campaign; followers who never buy; sales that can be traced; a longer customer lifetime; cheaper than television; losses from a failed campaign; cross-selling a second policy; value of a recommendation",
        "Performance": "claims settled faster; fewer complaints; more policies per customer; customer satisfaction in the survey; a better ranking among insurers; agents who reach their goals; reach of the posts; quality of new contacts; market share in a year; trust measured year after year",
    },
}  # fmt: skip

OPENINGS = (
    "What I remember most is {}.",
    "For me it comes down to {}.",
    "Honestly, {}: that decides it.",
    "We talked a lot about {}.",
    "I would start with {}.",
    "My sister always mentions {}.",
    "In the end it was {} again.",
    "You cannot leave out {}.",
)


def book():
    """Rows of the code book: code, category, group, role."""
    return [
        (code, category, group, role)
        for (group, role), categories in TREE.items()
        for category, codes in categories.items()
        for code in codes.split("; ")
    ]


def codings():
    """Rows of the codings: unit, interview, text and a code of each coder, or none."""
    draw = random.Random(SEED)
    category = {code: own for code, own, *_ in book()}
    said = _said(draw, list(category))
    kinds = ["agreed"] * AGREED + ["first"] * ALONE + ["second"] * ALONE
    kinds += ["apart"] * (STATEMENTS - len(kinds))
    draw.shuffle(kinds)
    rows = []
    for number, (code, kind) in enumerate(zip(said, kinds, strict=True), 1):
        other = _mistaken(draw, code, category)
        pair = [code, other] if draw.random() < 0.5 else [other, code]
        both = {"agreed": [code, code], "first": [code, ""], "second": ["", code], "apart": pair}
        interview = f"Interview {(number - 1) * INTERVIEWS // STATEMENTS + 1}"
        rows.append((f"S{number:03}", interview, draw.choice(OPENINGS).format(code), *both[kind]))
    return rows


def _said(draw, codes):
    """What is said: every code at least once, some much more often, new ones ever more rarely."""
    weights = [1 / (1 + place) ** 0.6 for place in range(len(codes))]
    order = draw.sample(codes, len(codes))
    said = draw.choices(order, weights, k=STATEMENTS - len(codes))
    for place, code in enumerate(order):
        earliest = place * (len(said) - 40) // len(codes)
        said.insert(min(len(said), earliest + draw.randrange(20)), code)
    return said


def _mistaken(draw, code, category):
    """What the other coder takes it for: mostly the next code of its category."""
    own = [one for one in category if category[one] == category[code]]
    if draw.random() < 0.75:
        return (
            own[(own.index(code) + 1) % len(own)]
            if draw.random() < 0.7
            else own[own.index(code) - 1]
        )
    return draw.choice([one for one in category if category[one] != category[code]])


def written(header, rows):
    """A CSV file as text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def files():
    """Both files: name and text."""
    return {
        CODINGS: written(("unit", "interview", "text", *CODERS), codings()),
        BOOK: written(("code", "category", "group", "role"), book()),
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
