"""Reading pages that have no text layer: from a picture to cells with several readings each.

``picture`` (grey, upright, at a workable resolution) → ``ink`` (black pixels, rules, marks) → ``words`` (runs of marks on a
line) → ``recognition`` (what the networks see) → ``numbers`` and ``labels`` (what may be printed there) → ``cells``.
Everything here needs the ``ocr`` extra; nothing here is imported before a page needs it.
"""
