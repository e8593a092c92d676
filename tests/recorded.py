"""Recordings for tests: a clip of each type, and captions for it."""

from pathlib import Path

CLIPS = {path.name: path.read_bytes() for path in (Path(__file__).parent / "clips").glob("clip.*")}
FILM, SOUND = CLIPS["clip.webm"], CLIPS["clip.mp3"]
CAPTIONS = b"""WEBVTT

00:00.500 --> 00:01.500
<v Maya>I said I was <i>fine</i> & meant it.

00:01.500 --> 00:02.500
<v Ray>Were you?
"""
