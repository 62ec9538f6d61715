"""The catalogue filled from the service, in the background and out of the user's way.

    refresh      lists a hub's projects and their top folders, then what has changed by what these tell, level
                 by level. To an empty catalogue all is new: the first refresh is the first walk.
    correction   lists everything once, slowly: what the service does not tell of, this finds.
    sweep        reads the refs of versions, fifty at a time, slowly: of those first that nobody has read.

What is still to be done is never kept in memory: each step asks the catalogue for the next place, and has
written what it found before the next. So all of it may end at any moment, and goes on from there.
"""
