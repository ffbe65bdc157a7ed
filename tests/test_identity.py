"""Body, committee, meeting and date, from lines that say nothing else."""

from __future__ import annotations

import pytest

from normalizers.identity import Identity, identity_of
from pipeline.model import Line


@pytest.mark.parametrize(
    ("lines", "identity"),
    [
        (
            ["社会福祉法人　青い鳥会", "令和５年度 第２回 評議員会", "令和５年６月２５日（日）午後２時", "貸借対照表"],
            Identity("社会福祉法人青い鳥会", "評議員会", "第2回", "令和5年6月25日"),
        ),
        (["北山市議会第3回定例会", "2023年5月1日 10時"], Identity("北山市", "北山市議会", "第3回定例会", "2023年5月1日")),
        (["法人名：一般社団法人みなと", "令和5年3月31日現在", "貸借対照表"], Identity(body="一般社団法人みなと")),
        (["当協会は第3回理事会で、事業計画を定めた。", "目次", "自 平成30年4月1日"], Identity()),
        ([], Identity()),
    ],
)
def test_identity(lines: list[str], identity: Identity) -> None:
    assert identity_of(Line(text) for text in lines) == identity


def test_names_far_into_a_packet_are_those_of_others() -> None:
    assert identity_of([Line("中央水道企業団", page=40)]) == Identity()
