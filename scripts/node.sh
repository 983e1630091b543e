#!/usr/bin/env bash
# Fills node_modules with exactly the packages of package-lock.json; runs no script of theirs.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2> /dev/null; then
  echo "Entremise demande Node 20 ou plus récent (et npm) ; trouvé : $(node --version 2> /dev/null || echo rien)." >&2
  echo "Installez-le depuis https://nodejs.org ou par votre gestionnaire de paquets, puis relancez." >&2
  exit 1
fi

[ -d node_modules ] || echo "Installation des paquets du navigateur, une fois pour toutes…"
npm_config_update_notifier=false npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
