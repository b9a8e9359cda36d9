"""The engraving of a certificate as a drawing program would export it: one flat SVG."""

from dataclasses import dataclass, field

from cpd.certificates.rules import engraving

PATHS = {"m": "M", "l": "L", "c": "C", "h": "Z"}
PAINTS = {"S": "stroke", "f": "fill", "B": "fill stroke"}
SETTINGS = {"RG": "stroke", "rg": "fill", "w": "stroke-width"}


def flat_svg(plan: engraving.Plan) -> str:
    """Write the drawing out in full: a curve that the page repeats is there each time."""
    size = f"{plan.width} {plan.height}"
    upright = f"matrix(1 0 0 -1 0 {plan.height})"
    pen = Pen({form.name: form.lines for form in engraving.forms()})
    pen.draw(engraving.page(plan))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{plan.width}pt" '
        f'height="{plan.height}pt"><g transform="{upright}">{"".join(pen.written)}</g></svg>'
    )


@dataclass
class Pen:
    """Reads what a PDF draws, as far as the engraving goes, and writes it as SVG."""

    forms: dict[str, str]
    set_to: dict[str, str] = field(default_factory=lambda: {"fill": "#000", "stroke": "#000"})
    written: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)

    def draw(self, drawing: str) -> None:
        kept, numbers = [], []
        for word in drawing.split():
            if word == "q":
                kept.append(dict(self.set_to))
                self.written.append("<g>")
            elif word == "cm":
                self.written[-1] = f'<g transform="matrix({" ".join(numbers)})">'
            elif word == "Q":
                self.set_to = kept.pop()
                self.written.append("</g>")
            elif word == "Do":
                self.draw(self.forms[numbers[0][1:]])
            elif not self.obey(word, numbers):
                numbers.append(word)
                continue
            numbers = []

    def obey(self, word: str, numbers: list[str]) -> bool:
        """Set the pen, go on with the path, or paint it. False for what is no such order."""
        if word in PATHS:
            self.path.append(PATHS[word] + " ".join(numbers))
        elif word == "re":
            x, y, width, height = numbers
            self.path.append(f"M{x} {y}h{width}v{height}h-{width}Z")
        elif word in SETTINGS:
            self.set_to[SETTINGS[word]] = colour(numbers) if len(numbers) == 3 else numbers[0]
        elif word in PAINTS:
            self.paint(PAINTS[word])
        else:
            return False
        return True

    def paint(self, what: str) -> None:
        painted = {"fill": "none", "stroke": "none"}
        painted |= {key: to for key, to in self.set_to.items() if key.split("-")[0] in what}
        told = " ".join(f'{key}="{to}"' for key, to in painted.items())
        self.written.append(f'<path d="{" ".join(self.path)}" {told}/>')
        self.path = []


def colour(parts: list[str]) -> str:
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in parts)
