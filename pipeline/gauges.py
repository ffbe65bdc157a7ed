"""Which names end in 計 and are no sums?  会計 and 統計, and the instruments that stand in registers: 光度計, 騒音計, 時計."""

from __future__ import annotations

import re

_OTHERS = "会設統推家時"
_MEASURED = re.findall(
    "..",
    "光度温度湿度濃度角度速度硬度照度粘度密度騒音振動流量質量雨量線量圧力張力電流電圧血圧気圧水圧"
    "風速流速体温液面水準積算記録指示検知回転分析抵抗放射寒暖万歩心拍色差屈折磁力",
)
"""Not 水量 and 電力: 有収水量計 and 使用電力計 are sums."""
NO_SUM = f"(?<![{_OTHERS}])" + "".join(f"(?<!{word})" for word in _MEASURED)
"""Of a pattern, before 計: it does not end such a name."""
