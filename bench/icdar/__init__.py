"""The ICDAR 2013 table competition's own measure, over its own files: see ``bench/score_icdar.py`` for what is compared."""
