"""The public site and its open data: who publishes, and whom one writes to."""

from config.env import text

# The organisation that publishes the open data of this installation.
PUBLISHER = text("ENTREMISE_PUBLISHER", "Entremise")
# A mailbox, nobody's own. Without one, pages and catalogue lead to no address.
PUBLIC_CONTACT = text("ENTREMISE_PUBLIC_CONTACT", "")
