"""Durations, as the settings of sources name them."""

from wall.model.durations import LONGEST_S as LONGEST_S
from wall.model.durations import Duration as Duration
from wall.model.durations import seconds_of as seconds_of
