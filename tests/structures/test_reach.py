"""Where dispositifs work: commune by commune, or with a whole EPCI."""

import pytest

from entremise.structures.models import Dispositif
from entremise.structures.reach import communes_of, communes_served, serving, serving_departement
from entremise.territories.models import Commune, Epci
from tests.structures.factories import make_dispositif
from tests.territories.factories import make_commune, make_departement

pytestmark = pytest.mark.django_db


@pytest.fixture
def metropole() -> Epci:
    """An EPCI of two communes, and a commune that has left for one of them."""
    epci = Epci.objects.create(siren="245900410", name="Métropole de Lille", kind="METRO")
    lille = make_commune("59350", "Lille", epci=epci)
    make_commune("59512", "Roubaix", epci=epci)
    make_commune("59298", "Hellemmes", epci=epci, successor=lille)
    make_commune("62041", "Arras", departement=make_departement("62", "Pas-de-Calais"))
    return epci


def test_a_whole_epci_is_each_of_its_communes(metropole: Epci) -> None:
    whole, named = make_dispositif(), make_dispositif()
    whole.communes.set(["62041"])
    whole.epcis.add(metropole)
    rows = Dispositif.objects.all()
    assert set(serving(rows, Commune.objects.get(pk="59512"))) == {whole}
    assert set(serving(rows, Commune.objects.get(pk="59350"))) == {whole, named}
    assert set(serving(rows, Commune.objects.get(pk="62041"))) == {whole}
    assert communes_of([whole, named]) == {
        whole.pk: ["59350", "59512", "62041"], named.pk: ["59350"],
    }  # fmt: skip
    assert [one.pk for one in communes_served(rows).order_by("code")] == ["59350", "59512", "62041"]
    assert set(serving_departement(rows, "62")) == {whole}
    assert set(serving_departement(rows, "59")) == {whole, named}


def test_a_commune_without_epci_is_not_that_of_all_who_have_none(metropole: Epci) -> None:
    make_dispositif()
    assert not serving(Dispositif.objects.all(), Commune.objects.get(pk="62041")).exists()
