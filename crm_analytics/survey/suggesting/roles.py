"""What is each column: an item of a block, a demographic, a weight, an id, or none of these?

Values and labels decide first, names last. Every column that is no item is named with its reason.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.identity import tells_who
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.suggesting import neighbours, platforms
from crm_analytics.survey.suggesting.columns import FAR, MOST_CATEGORIES, SurveyColumn, columns
from crm_analytics.survey.suggesting.neighbours import in_series, stems
from crm_analytics.survey.suggesting.number_scales import (
    likely_numbers,
    number_blocks,
    sounds_like_a_count,
)
from crm_analytics.survey.suggesting.scales import Block, labelled_blocks, listed
from crm_analytics.survey.suggesting.word_scales import ends_blocks, word_blocks

# the whole name says who somebody is; a question that only contains such a word is a question
_DEMOGRAPHIC = re.compile(
    r"^(what is |please (state|select) )?(your |my_)?(gender|sex|age([ _-]?(group|band|range|class|"
    r"category)s?)?|education(al)?([ _-]?level)?|qualifications?|degree|position|level|job|"
    r"job[ _-]?(title|level)|occupation|profession|service|tenure|experience|seniority|dept|"
    r"departments?|unit|branch|region|city|town|state|province|country|location|site|office|"
    r"income([ _-]?(group|band))?|salary|marital([ _-]?status)?|nationality|ethnicity|race|"
    r"religion|language|group|segment|customer[ _-]?(type|segment)|team|division|faculty|"
    r"school|class|grade|year[ _-]?group|stratum|sector|industry|shift|contract|employment|"
    r"condition|cond|arm|treatment|cell|version|type|cohort|"
    r"الجنس|العمر|الفئة العمرية|المؤهل( العلمي)?|الخبرة|جنسیت|سن|تحصیلات|"
    r"sexo|g[eé]nero|edad|sexe|genre|[âa]ge|cinsiyet|ya[sş]|e[gğ]itim|jenis kelamin|usia|umur|"
    r"pendidikan|geschlecht|alter|bildung|abteilung)\??$",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^(condition|cond|arm|treatment|cell|version|group|experiment.*)$", re.I)
_AGE = re.compile(
    r"\bage\b|how old|\byears old\b|"
    r"\balter\b|\bedad\b|\bâge\b|\byaş|\busia\b|\bumur\b|العمر|\bسن\b",
    re.IGNORECASE,
)
_ID = re.compile(
    r"^(id|row|no|nr|nummer|case|serial|token|م|ردیف|sıra|n°)\.?$|_id$|^(response|respondent|person)",
    re.I,
)
_WEIGHT = re.compile(r"^(w|wt|wgt|weight|gewicht|ponderation)\d*$|weight$", re.IGNORECASE)
_NPS = re.compile(
    r"recommend|\bnps\b|weiterempf|recomend|tavsiye|merekomendasi|توصي|توصیه|تنصح", re.IGNORECASE
)
BANDS = (20.0, 30.0, 40.0, 50.0, 60.0, 70.0)  # where bands of age usually begin
YOUNGEST, OLDEST = 10, 110


@dataclass(frozen=True, slots=True)
class Kind:
    """role: item, demographic, weight, id, system, identity, choice, text or constant.

    scale: of an item. why: what is said about a column that is left out.
    bands: of a demographic of numbers.
    """

    column: str
    role: str
    scale: Scale | None = None
    why: str = ""
    bands: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A file with the role of every column.

    blocks: of items, in file order. kinds: of every column. checks: what a person must look at.
    said: what was found and is no question, in words.
    missing: column → code or word as written → why it is no answer, beside those of the blocks.
    """

    columns: Mapping[str, SurveyColumn]
    blocks: tuple[Block, ...]
    kinds: Mapping[str, Kind]
    checks: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    missing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def kinds(file: SurveyFile) -> tuple[Kind, ...]:
    """What every column is, in the order of the file."""
    return tuple(understood(file).kinds.values())


def understood(file: SurveyFile) -> Understood:
    """Every column of the file with its role, and the blocks of questions."""
    return _Sorting(file).done()


class _Sorting:
    """Columns are taken out one kind after the other; what stays may be questions."""

    def __init__(self, file: SurveyFile) -> None:
        self.file = file
        self.all = {column.name: column for column in columns(file)}
        self.open = dict(self.all)
        self.kinds: dict[str, Kind] = {}
        self.blocks: list[Block] = []
        self.checks: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.missing: dict[str, dict[str, str]] = {
            name: dict(c.missing) for name, c in self.all.items() if c.missing
        }
        self.stems = stems(tuple(self.all.values()))
        self.series = in_series(tuple(self.all.values()))

    def done(self) -> Understood:
        """The steps, each with what the ones before have left."""
        self._who_and_tool()
        self._keys()
        self._choices()
        self._checks_of_attention()
        self._labelled()
        self._ends_and_words()
        self._numbers()
        self._copies()
        self._branches()
        self._others()
        self._nothing_found()
        self.blocks.sort(key=lambda b: self.all[b.columns[0]].place)
        ordered = {name: self.kinds[name] for name in self.all}
        return Understood(
            self.all,
            tuple(self.blocks),
            ordered,
            tuple(self.checks),
            tuple(self.said),
            self.missing,
        )

    def _take(self, names: Iterable[str], role: str, why: str = "", **more: object) -> None:
        for name in names:
            self.kinds[name] = Kind(name, role, why=why, **more)  # type: ignore[arg-type]
            self.open.pop(name, None)

    def _block(self, block: Block) -> None:
        self.blocks.append(block)
        self._take(block.columns, "item", scale=block.scale)

    def _where(self, test: Callable[[SurveyColumn], bool]) -> list[SurveyColumn]:
        return [column for column in self.open.values() if test(column)]

    def _who_and_tool(self) -> None:
        """Empty columns, the survey tool's own, and what tells who somebody is."""
        tool = platforms.from_a_tool(self.file)
        for column in list(self.open.values()):
            if tells_who(self.file, column.name):
                self._take([column.name], "identity")
            elif column.rows and (why := platforms.system_column(self.file, column, tool)):
                self._take([column.name], "system", why)
        self._take([c.name for c in self._where(lambda c: c.n == 0)], "constant")

    def _keys(self) -> None:
        """Serial numbers and weights."""
        rows = self.file.rows
        for column in list(self.open.values()):
            distinct = len(column.numbers) + len(column.words)
            whole = column.whole and bool(column.numbers)
            named = bool(_ID.search(column.name))
            if (named and distinct == rows and (whole or column.spoken)) or (
                column.place == 0 and whole and rows > MOST_CATEGORIES and self._counts_rows(column)
            ):
                self._take([column.name], "id")
            elif self._is_weight(column):
                self._take([column.name], "weight")

    def _counts_rows(self, column: SurveyColumn) -> bool:
        first = min(column.numbers)
        return sorted(column.numbers) == [first + i for i in range(self.file.rows)]

    def _is_weight(self, column: SurveyColumn) -> bool:
        if column.name in self.series or not _WEIGHT.search(column.name) or column.words:
            return False
        if not column.numbers or min(column.numbers) < 0:
            return False
        if column.n < self.file.rows or column.declared or column.missing:
            self.checks.append(
                f"{column.name} looks like a weight, but is not there for everyone; left out"
            )
            return False
        return True

    def _choices(self) -> None:
        """Ticks and several choices in one cell; ranks."""
        for column in self._where(neighbours.packed_choices):
            self._take([column.name], "choice")
            self.said.append((column.name, "several choices in one cell; no question of a scale"))
        self._children()
        waiting = [c for c in self.open.values() if not c.labels]
        for group in neighbours.ticks(waiting):
            names = [c.name for c in group]
            if len(group) > 1:
                self._take(names, "choice")
                told = neighbours.shares(group, self.file.rows)
                self.said.append(("Multiple choice", f"{told}; no questions of a scale"))
            elif group[0].numbers and set(group[0].numbers) == {0.0, 1.0}:
                self._take(names, "demographic")
            elif not group[0].numbers and self._beside_choices(group[0]):
                self._take(names, "choice")
        numbers = [c for c in self.open.values() if c.numbers and not c.words and c.whole]
        for run in neighbours.ranks(self.file, numbers):
            names = [c.name for c in run]
            self._take(names, "choice")
            told = f"{listed(names, 12)}: everybody gives each rank once; no questions of a scale"
            self.said.append(("Ranking", told))

    def _children(self) -> None:
        """Columns of 0 and 1 that belong to a column of several choices: services/motor."""
        for parent in list(self.open.values()):
            own = [
                c
                for c in self.open.values()
                if c.name.startswith((f"{parent.name}/", f"{parent.name}:"))
                and set(c.numbers) <= {0.0, 1.0}
            ]
            if own:
                self._take([parent.name, *(c.name for c in own)], "choice")
                told = neighbours.shares(own, parent.rows)
                self.said.append(("Multiple choice", f"{told}; no questions of a scale"))

    def _beside_choices(self, column: SurveyColumn) -> bool:
        word = next(iter(column.words)).casefold()
        return word in f"{column.name} {column.text}".casefold()

    def _labelled(self) -> None:
        """Codes with labels."""
        coded = self._where(lambda c: len(c.labels) > 1 and not c.words)
        blocks, _ = labelled_blocks(coded)
        for block in blocks:
            joined = self._unlabelled_beside(block)
            self._block(replace(block, columns=joined))
        mixed = self._where(lambda c: len(c.labels) > 1 and bool(c.words) and bool(c.numbers))
        for block in labelled_blocks(mixed)[0]:
            self._block(block)

    def _unlabelled_beside(self, block: Block) -> tuple[str, ...]:
        """A block with columns called alike that hold the same codes without labels."""
        own = {self.stems[name] for name in block.columns} - {""}
        known = [float(c) for c, _ in block.scale.codes if labels.number(c) is not None]
        points = known or [float(p) for p in block.scale.points]
        more = [
            c.name
            for c in self.open.values()
            if self.stems[c.name] in own
            and not c.labels
            and c.numbers
            and not c.words
            and set(c.numbers) <= set(points)
            and len(c.numbers) > min(3, len(points) - 1)
        ]
        if more:
            self.checks.append(
                f"{listed(more)}: no labels in the file; taken to be those of {block.columns[0]}"
            )
        names = [*block.columns, *more]
        return tuple(sorted(names, key=lambda name: self.all[name].place))

    def _ends_and_words(self) -> None:
        """Answers in words; of a scale of numbers perhaps only the ends."""
        blocks, _ = ends_blocks([c for c in self.open.values() if not c.labels or c.words])
        for block in blocks:
            self._block(block)
        spoken = self._where(lambda c: c.spoken and not self._named_alone(c))
        blocks, _ = word_blocks(spoken, self.stems)
        for block in blocks:
            self._block(block)

    def _named_alone(self, column: SurveyColumn) -> bool:
        """A demographic by its whole name, answered in words of no known scale."""
        if not _DEMOGRAPHIC.match(column.name.strip()) and not _DEMOGRAPHIC.match(column.text):
            return False
        return labels.recognise(column.words) is None

    def _numbers(self) -> None:
        """Bare numbers."""
        candidates = self._where(lambda c: bool(c.numbers) and not c.labels and likely_numbers(c))
        aside = [c for c in candidates if self._named_by_itself(c, candidates)]
        conditions = [
            c
            for c in candidates
            if c not in aside and c.name not in self.series and _CONDITION.match(c.name.strip())
        ]
        kept = [c for c in candidates if c not in aside and c not in conditions]
        nps = [c for c in kept if _NPS.search(f"{c.name} {c.text}") and self._zero_to_ten(c)]
        for column in nps:
            kept.remove(column)
            block = Block((column.name,), Scale(0, 10), "numbers", missing=self._far(column))
            self._block(block)
            self.said.append((column.name, "a question of recommendation on 0–10 (NPS)"))
        blocks, rejected = number_blocks(kept, self.blocks)
        for block in blocks:
            self._block(block)
        for name, why in rejected.items():
            column = self.all[name]
            if len(column.numbers) <= 2 and name not in self.series:
                self._take([name], "demographic")
                self.checks.append(
                    f"{name} {why}; taken for a group that people belong to, no question"
                )
            else:
                how = "a count?" if sounds_like_a_count(column) else "a count, or another scale?"
                self._take([name], "text", f"{why}; {how}")
                self.checks.append(f"{name} {why}: {how} It is left out")

    def _zero_to_ten(self, column: SurveyColumn) -> bool:
        """Answers up to 10, more than a scale to 7 has, or from 0."""
        highest = max((v for v in column.numbers if v not in FAR), default=0)
        return highest <= 10 and (highest > 7 or 0.0 in column.numbers)

    def _far(self, column: SurveyColumn) -> dict[str, dict[str, str]]:
        guess = {f"{v:g}": "missing" for v in column.numbers if not 0 <= v <= 10 or v != int(v)}
        self.checks += [f"{code} in {column.name} is taken as no answer" for code in guess]
        return {column.name: guess} if guess else {}

    def _named_by_itself(self, column: SurveyColumn, candidates: Sequence[SurveyColumn]) -> bool:
        """A demographic by its whole name, unless it stands among free-named questions."""
        if column.name in self.series or not _DEMOGRAPHIC.match(column.name.strip()):
            return False
        beside = {
            c.place
            for c in candidates
            if not _DEMOGRAPHIC.match(c.name.strip()) and not self.stems[c.name]
        }
        between = column.place - 1 in beside and column.place + 1 in beside
        return not between or len(column.numbers) <= 2

    def _checks_of_attention(self) -> None:
        """Columns in which nearly everybody gives one answer, such as checks of attention.

        In a numbered series an answer at the end of a scale may be a question that all agree on.
        """
        for column in list(self.open.values()):
            found = neighbours.the_same_answer(column)
            if not found or len(column.words) + len(column.numbers) > MOST_CATEGORIES:
                continue
            answer, others = found
            failed = f"{others:,} gave another" if others else "nobody gave another"
            at_end = labels.number(answer) in (0, 1, 5, 7, 10) or labels.pole(answer) != 0
            if self.stems[column.name] and at_end:
                said = "it counts as a question, though it tells nothing"
            else:
                said = "set aside as a check of attention, or as a question that tells nothing"
                self._take([column.name], "constant", "the same answer from (nearly) everybody")
            self.checks.append(
                f"{column.name}: (nearly) everybody answered {answer}, {failed}; {said}"
            )

    def _drop(self, place: int, gone: Sequence[str], why: str) -> None:
        block = self.blocks[place]
        kept = tuple(name for name in block.columns if name not in gone)
        self.blocks[place] = replace(block, columns=kept, turned=block.turned & set(kept))
        self._take(gone, "constant", why)

    def _copies(self) -> None:
        """A column that is another one again, or turned."""
        found = list(neighbours.copies(self.file, self.blocks, self.all))
        for original, copy, turned in found:
            for place, block in enumerate(self.blocks):
                if copy in block.columns:
                    self._drop(place, [copy], f"a copy of {original}")
                if turned and original in self.blocks[place].columns:
                    now = self.blocks[place].turned ^ {original}
                    self.blocks[place] = replace(self.blocks[place], turned=now)
            if turned:
                self.checks.append(
                    f"{copy} is {original} turned round for everybody: {original} counts once, "
                    f"turned, and {copy} is set aside"
                )
            else:
                self.checks.append(f"{copy} is {original} again for everybody; it is set aside")
        self.blocks = [block for block in self.blocks if block.columns]

    def _branches(self) -> None:
        """Questions that nobody was asked together make dimensions of their own."""
        parted: list[Block] = []
        for block in self.blocks:
            groups = neighbours.branches(self.file, block)
            if len(groups) == 1:
                parted.append(block)
                continue
            told: list[str] = []
            for names in groups:
                among = [c for c in self.all.values() if c.name not in block.columns]
                asked = neighbours.asked_by(self.file, names, among)
                told.append(f"{listed(names)}{f' ({asked})' if asked else ''}")
                parted.append(
                    replace(
                        block,
                        columns=tuple(names),
                        turned=block.turned & set(names),
                        missing={k: v for k, v in block.missing.items() if k in names},
                        checks=block.checks if names is groups[0] else (),
                    )
                )
            self.checks.append(
                "a branch: nobody answered all of these questions, so each group is a dimension "
                f"of its own: {'; '.join(told)}"
            )
        self.blocks = parted

    def _others(self) -> None:
        """Demographics, ages, and what stays."""
        for column in list(self.open.values()):
            distinct = len(column.numbers) + len(column.words)
            if self._is_age(column):
                self._age(column)
            elif column.spoken:
                few = 1 < distinct <= min(MOST_CATEGORIES, max(self.file.rows / 2, 1))
                self._take([column.name], "demographic" if few else "text")
            elif (len(column.labels) > 1 and self._covered(column) and distinct > 1) or (
                1 < distinct <= MOST_CATEGORIES
                and (_DEMOGRAPHIC.match(column.name.strip()) or _DEMOGRAPHIC.match(column.text))
            ):
                self._demographic(column)
            elif column.numbers and not column.whole:
                self._take([column.name], "text")
            else:
                self._take([column.name], "text", self._numbers_left(column))

    def _covered(self, column: SurveyColumn) -> bool:
        return len(column.numbers) <= max(MOST_CATEGORIES, len(column.labels)) and (
            len(column.labels) <= 60
        )

    def _demographic(self, column: SurveyColumn) -> None:
        rest = [v for v in column.numbers if v not in FAR]
        apart = [
            v
            for v in column.numbers
            if v in FAR
            and v not in column.labels
            and len(rest) > 1
            and (v < 0 or v > 2 * max(rest))
        ]
        if apart:
            self.missing.setdefault(column.name, {}).update((f"{v:g}", "missing") for v in apart)
            self.checks += [f"{v:g} in {column.name} is taken as no answer" for v in apart]
        self._take([column.name], "demographic")

    def _numbers_left(self, column: SurveyColumn) -> str:
        if not column.numbers:
            return ""
        low, high = min(column.numbers), max(column.numbers)
        return f"numbers from {low:g} to {high:g}" if high > low else f"{low:g} only"

    def _is_age(self, column: SurveyColumn) -> bool:
        said = f"{column.name.replace('_', ' ')} {column.text}"
        ages = [v for v in column.numbers if YOUNGEST <= v <= OLDEST]
        return (
            bool(_AGE.search(said))
            and len(ages) > 1
            and not column.labels
            and sum(column.numbers[v] for v in ages) >= 0.8 * column.n
            and max(ages) > 15
        )

    def _age(self, column: SurveyColumn) -> None:
        ages = [v for v in column.numbers if YOUNGEST <= v <= OLDEST]
        odd = [v for v in column.numbers if v not in ages]
        bands = tuple(cut for cut in BANDS if min(ages) < cut <= max(ages)) or (max(ages),)
        guess = {f"{v:g}": "missing" if v in FAR else "not an age" for v in odd}
        guess |= dict.fromkeys(column.words, "not an age")
        if guess:
            self.missing.setdefault(column.name, {}).update(guess)
            self.checks.append(f"{', '.join(guess)} in {column.name} is taken as no answer")
        self._take([column.name], "demographic", bands=bands)
        cuts = ", ".join(f"{cut:g}" for cut in bands)
        self.said.append((column.name, f"age in years, in bands that begin at {cuts}"))

    def _nothing_found(self) -> None:
        """No question is known: what may be one is proposed, for a person to say."""
        if self.blocks:
            return
        guess = [
            c
            for c in self.all.values()
            if self.kinds[c.name].role in ("demographic", "text", "constant")
            and c.n
            and not self.kinds[c.name].bands
            and not c.words
            and c.whole
            and 0 <= min(c.numbers) < max(c.numbers, default=0)
            and max(c.numbers) <= 100
        ]
        for column in guess:
            high = max(5.0, *column.numbers) if min(column.numbers) else max(10.0, *column.numbers)
            low = 1.0 if min(column.numbers) >= 1 else 0.0
            self._block(Block((column.name,), Scale(low, high), "order"))
        worded = [
            c
            for c in self.all.values()
            if self.kinds[c.name].role == "demographic" and 2 < len(c.words) <= 11 and not c.numbers
        ]
        if not guess:
            for column in worded:
                words = tuple(column.words)
                self._block(Block((column.name,), Scale(1, len(words), words), "order"))
        if self.blocks:
            names = [name for block in self.blocks for name in block.columns]
            self.checks.insert(
                0,
                f"no question with a known scale was found; {listed(names)} may be such: say "
                "which are, and on what scale",
            )
