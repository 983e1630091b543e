"""Addresses of the carnet. Everything under `carnet/` belongs to its service worker, which
answers in our stead offline: the handover page stands outside.
"""

from django.urls import path

from .views import devices, handover, shell

urlpatterns = [
    path("carnet/", shell.carnet, name="carnet"),
    path("carnet/sw.js", shell.worker, name="carnet_worker"),
    path("carnet/manifest.webmanifest", shell.manifest, name="carnet_manifest"),
    path("carnet/appareil/", devices.device, name="carnet_device"),
    path("releve/", handover.handover, name="handover"),
]
