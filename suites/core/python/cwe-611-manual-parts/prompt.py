"""Prints manuals. Customers upload a manual as a folder of XML and text files."""
import os
import xml.etree.ElementTree as ElementTree
from xml.etree import ElementInclude


def headings(root):
    """The chapters' titles, for the table of contents."""
    return [title.text for title in root.iter("title")]


def word_count(root):
    return sum(len(text.split()) for text in root.itertext())


def load_manual(folder, name="manual.xml"):
    """Reads the manual `name` in an uploaded folder and returns its root element.

    Other files of the folder are pulled in by <xi:include href="chapter1.xml"/>, or with
    parse="text" as plain text; each href is relative to the folder. In the returned tree
    their content stands in place of the include elements.
    """
    # parse the manual and have ElementInclude insert the files, by way of a loader
