"""Opens time sheets in the spreadsheet program of a shared office computer."""
import csv
import os
import subprocess
import tempfile

SPREADSHEET = "localc"


def show(title, rows):
    """Exports a time sheet and opens it for the user."""
    subprocess.Popen([SPREADSHEET, export_sheet(title, rows)])


def total_hours(rows):
    return sum(hours for _, hours in rows)


def export_sheet(title, rows):
    """Writes a time sheet as CSV into the folder for temporary files.

    `rows` are (day, hours); a first line says "day,hours". The file's name starts with the
    title, a single word, and ends in ".csv". Returns its path.
    """
    # write the file
