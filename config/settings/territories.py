"""Where the reference geography is read from."""

from config.env import ROOT, folder

# Codes and names: the npm package, installed by the set-up.
DECOUPAGE_ADMINISTRATIF = ROOT / "node_modules" / "@etalab" / "decoupage-administratif"

# What the geography is made of, with sources and official addresses.
GEODATA_PACK = ROOT / "data" / "geodata" / "pack.toml"

# Contours and QPV: a folder outside the project; see docs/guides/geodata.md. Without one, they go
# where download_geodata may write.
_beside = ROOT.parent / "shared" / "data" / "territoires"
_own = folder("ENTREMISE_VAR", ROOT / "var") / "geodata"
GEODATA = folder("ENTREMISE_GEODATA", _beside if _beside.is_dir() else _own)
