"""What authors and operators run: check, talk, replay, graph, doctor, the operator's desk."""
