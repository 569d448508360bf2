"""The divergence of a normal distribution from the standard one."""

from __future__ import annotations

from gancompile.compiler.elaborate.formulas.broadcasting import together
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import Arithmetic, Elementwise, Number, Reduction, Value
from gancompile.compiler.syntax.expression import Call


def kl_normal(node: Call, reader: Reader) -> Value:
    """KL(N(mean, exp(v)) || N(0, 1)) = 0.5 * sum(exp(v) + mean^2 - 1 - v), Kingma and Welling 2014, appendix B."""
    mean, log_variance = together([reader.real(one) for one in node.arguments], "`kl_normal`", node.span)
    squares = Arithmetic(
        operator="+",
        left=Elementwise(function="exp", of=(log_variance,)),
        right=Elementwise(function="square", of=(mean,)),
    )
    inner = Arithmetic(
        operator="-",
        left=Arithmetic(operator="-", left=squares, right=Number(value=1)),
        right=log_variance,
    )
    return Arithmetic(
        operator="*", left=Number(value=0.5), right=Reduction(how=ReductionKind.SUM, of=inner), span=node.span
    )
