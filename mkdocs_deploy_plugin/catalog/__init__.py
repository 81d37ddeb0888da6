"""The procedures of a site as a whole: ids, relations, queries, lists, exports."""
