"""The pages. A view fetches, decides nothing, renders; every change is an action."""
