"""Whether a bank is sound: its items, its size, its clauses, and no way to pass unread."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cpd.catalogue.rules.findings import Clauses, Finding, Key, Lines, clause_of, finding
from cpd.catalogue.rules.items import Bank, Form, Item, Level
from cpd.catalogue.rules.numerals import quantity
from cpd.catalogue.rules.tells import bank_guessers

LONGEST_STEM = 80
CHOOSE_ALL = "Choose all that apply."
ITEMS_A_DRAW = 3
RECALL_SHARE = Fraction(1, 5)
TELL_ABOVE = Fraction(40, 100)
TELL_BELOW = Fraction(10, 100)
FEWEST_FOR_TELLS = 12  # a share of fewer items than this says nothing


@dataclass(frozen=True)
class BankLint:
    """`draw` is the longest paper drawn from the bank; 0 where no module draws from it."""

    bank: Bank
    draw: int
    clauses: Clauses
    lines: Lines

    def say(self, key: Key, rule: str, message: str) -> Finding:
        return finding(self.lines, key, rule, message)

    def findings(self) -> Iterator[Finding]:
        for item in self.bank.items:
            yield from self.item(item)
        yield from self.size()
        yield from self.coverage()
        yield from self.tells()

    def item(self, item: Item) -> Iterator[Finding]:
        key = ("item", item.id)
        length = len(item.stem.split())
        if length > LONGEST_STEM:
            told = f"The stem of “{item.id}” has {length} words; at most {LONGEST_STEM} may stand."
            yield self.say(key, "stem-length", told)
        if trouble := self.clauses.trouble(item.clause):
            yield self.say(key, *trouble)
        elif item.clause.partition(":")[0] not in {one.code for one in self.bank.codes}:
            told = f"The main clause of “{item.id}” is not of the bank's own code."
            yield self.say(key, "undeclared-code", told)
        yield from self.form(item, key)
        yield from self.citations(item, key)

    def form(self, item: Item, key: Key) -> Iterator[Finding]:
        count, right = len(item.options), len(item.right)
        if item.form is Form.ONE_BEST and (count, right) != (4, 1):
            told = f"“{item.id}” wants four options, one of them right; it has {count} and {right}."
            yield self.say(key, "option-count", told)
        if item.form is Form.SEVERAL and not (4 <= count <= 6 and right >= 2):
            told = f"“{item.id}” wants four to six options, two or more right; {count} and {right}."
            yield self.say(key, "option-count", told)
        if item.form is Form.SEVERAL and CHOOSE_ALL not in item.stem:
            yield self.say(key, "choose-all", f"The stem of “{item.id}” wants “{CHOOSE_ALL}”")
        if item.answer is not None and quantity(item.answer.value).number is None:
            yield self.say(key, "answer", f"The answer of “{item.id}” is not a number.")

    def citations(self, item: Item, key: Key) -> Iterator[Finding]:
        if item.form is Form.NUMBER and not item.clauses:
            yield self.say(key, "uncited", f"“{item.id}” cites no clause.")
        yield from self.clauses.troubles(item.clauses, self.lines, key)
        for option in item.options:
            there = ("option", item.id, option.id)
            if not option.clauses:
                yield self.say(there, "uncited", f"“{option.id}” of “{item.id}” cites no clause.")
            yield from self.clauses.troubles(option.clauses, self.lines, there)

    def size(self) -> Iterator[Finding]:
        count = len(self.bank.items)
        if count < ITEMS_A_DRAW * self.draw or not count:
            told = f"The bank has {count} items; a paper of {self.draw} wants three times as many."
            yield self.say(("bank",), "bank-size", told)
        recall = sum(item.level is Level.RECALL for item in self.bank.items)
        if recall > RECALL_SHARE * count:
            told = f"{recall} of {count} items ask for recall; at most a fifth may."
            yield self.say(("bank",), "recall-share", told)

    def coverage(self) -> Iterator[Finding]:
        """Ask of a bank on one code that every clause has an item; an item on a part will do."""
        if len(self.bank.codes) != 1:
            return
        code = self.bank.codes[0].code
        numbers = self.clauses.numbers(code)
        asked = Counter(
            clause_of(item.clause.partition(":")[2], numbers) for item in self.bank.items
        )
        for number in sorted(self.clauses.main_numbers(code) - asked.keys()):
            told = f"No item has {code}:{number} as its main clause."
            yield self.say(("bank",), "uncovered-clause", told)

    def tells(self) -> Iterator[Finding]:
        if sum(item.form is Form.ONE_BEST for item in self.bank.items) < FEWEST_FOR_TELLS:
            return
        for name, share in bank_guessers(self.bank.items).items():
            if not TELL_BELOW < share < TELL_ABOVE:
                told = f"Always choosing by “{name}” scores {float(share):.0%} (10 to 40 wanted)."
                yield self.say(("bank",), "tell", told)
