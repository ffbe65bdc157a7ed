"""Random tables as Japanese public bodies set them, drawn from figures that add up: what `make score-layouts` reads back."""
