"""Clients of the Autodesk Platform Services: stateless functions, one module per service family.

Each function takes an `HttpClient` and ids, sends the fewest requests that answer, and returns frozen
dataclasses or raises the errors of `lib.errors`.
"""
