"""How a text is looked for in whatever spelling: `kernel.spelling.folded` in SQL."""

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Text, and_, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from cpd.kernel.spelling import ACCENTS, PLAIN, PLAIN_PAIRS, folded

TextColumn = ColumnExpressionArgument[str] | ColumnExpressionArgument[str | None]


class FoldedText(FunctionElement[str]):
    """A text as it is compared when somebody looks for a name: `kernel.spelling.folded` in SQL."""

    type = Text()
    inherit_cache = True


@compiles(FoldedText, "sqlite")
def _folded_by_sqlite(element: FoldedText, compiler: SQLCompiler, **how: object) -> str:
    return f"folded({compiler.process(element.clauses, **how)})"


@compiles(FoldedText, "postgresql")
def _folded_by_postgresql(element: FoldedText, compiler: SQLCompiler, **how: object) -> str:
    inner = compiler.process(element.clauses, **how)
    sql = f"lower(regexp_replace(normalize({inner}, NFKD), '[{ACCENTS}]', '', 'g'))"
    for letter, pair in PLAIN_PAIRS.items():
        sql = f"replace({sql}, '{letter}', '{pair}')"
    marks = ["".join(side).replace("'", "''") for side in (PLAIN, PLAIN.values())]
    return f"translate({sql}, '{marks[0]}', '{marks[1]}')"


def has_words(text: str, *columns: TextColumn) -> ColumnElement[bool]:
    """Say in SQL that every word stands in one of these columns, in whatever spelling."""
    return and_(
        true(),
        *(
            or_(*(FoldedText(one).contains(word, autoescape=True) for one in columns))
            for word in folded(text).split()
        ),
    )
