"""The reference lists of field activity."""

from entremise.core.reference import CodeList, load


def registers() -> CodeList:
    """The eight registers of NF X60-600."""
    return load("registers")


def historical_registers() -> CodeList:
    """The ten activities of the 2008 guide and the 2013 convention."""
    return load("historical_registers")


def temporalities() -> CodeList:
    """Real time or deferred, for conflicts."""
    return load("temporalities")


def origins() -> CodeList:
    """Who asked."""
    return load("origins")


def topics() -> CodeList:
    """What it was about."""
    return load("topics")


def place_kinds() -> CodeList:
    """Where, by kind of place."""
    return load("place_kinds")


def outcomes() -> CodeList:
    """What came of it."""
    return load("outcomes")


def sexes() -> CodeList:
    """Sex of the people met, as seen or said; unknown is what is not counted here."""
    return load("sexes")


def ages() -> CodeList:
    """Age classes of the people met."""
    return load("ages")


def statuses() -> CodeList:
    """In what quality people were met."""
    return load("statuses")
