# Everything one types here. `make` alone lists it. Set-up happens by itself, once.

SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo test bench fix serve worker shell ready

PORT ?= 8000
SERVE ?= 1
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

# Neither the environment of another project nor interpreters fetched behind one's back.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME UV_PROJECT_ENVIRONMENT UV_PYTHON DJANGO_SETTINGS_MODULE
export UV_PYTHON_DOWNLOADS := never
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/.tools/home
endif

# Behind a proxy with an authority of its own: what the system trusts, the installers trust.
AUTHORITIES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(AUTHORITIES),)
SSL_CERT_FILE ?= $(AUTHORITIES)
PIP_CERT ?= $(AUTHORITIES)
NODE_EXTRA_CA_CERTS ?= $(AUTHORITIES)
export SSL_CERT_FILE PIP_CERT NODE_EXTRA_CA_CERTS
endif

help: ## dire ce que l'on peut faire
	@awk -F ' ## ' '/^[a-z]+:.* ## / { sub(/:.*/, "", $$1); printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ready ## la région de démonstration, du terrain au rapport (SERVE=0 pour ne pas servir, PORT=8000)
	@$(MANAGE) demo --port $(PORT) $(if $(filter 0 no non,$(SERVE)),--no-serve,--serve)

test: ready ## toutes les vérifications, celles de l'intégration continue (ONLY=types pour une seule)
	@$(PYTHON) -m scripts.check $(if $(ONLY),--only $(ONLY))

bench: ready ## les mesures (ONLY=activities pour une partie, SIZE=1M pour le volume)
	@$(PYTHON) -m bench $(if $(ONLY),--only $(ONLY)) $(if $(SIZE),--size $(SIZE))

fix: ready ## mettre en forme le code, les gabarits et la page des droits
	@$(PYTHON) -m scripts.fix

serve: ready ## servir en rechargeant à chaque modification (PORT=8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) migrate --verbosity 0 --database keys
	@ENTREMISE_DEBUG=1 $(MANAGE) runserver 127.0.0.1:$(PORT)

worker: ready ## exécuter les tâches de fond
	@$(MANAGE) db_worker

shell: ready ## ouvrir Python sur les modèles
	@$(MANAGE) shell

# --- set-up: each stamp is newer than what it was made from, and disappears with its folder

ready: static/vendor/.ready

.venv/.ready: pyproject.toml uv.lock scripts/python.sh
	@scripts/python.sh
	@touch $@

node_modules/.ready: package.json package-lock.json scripts/node.sh
	@scripts/node.sh
	@touch $@

static/vendor/.ready: .venv/.ready node_modules/.ready entremise/ui/vendor.py entremise/ui/icons.txt
	@$(MANAGE) vendor > /dev/null
	@touch $@
