"""All procedures at once: ids, relations, queries, lists, exports."""
