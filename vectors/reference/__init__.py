"""Blindmatch's cryptography a second time: Python's standard library only,
written from the RFCs and from SPEC.md. It is slow, it is not constant-time, and
it must never see a secret that matters: it makes and checks test vectors."""
