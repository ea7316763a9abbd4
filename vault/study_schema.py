"""What a study of a run writes: manuscripts, targets, roles, the profile of the campaign.

A row's `subject` is the id of a ring, or the id of the run: all members of all its rings together.
"Organic" accounts are those of the collection that are members of no ring; audiences that only
look like one are organic. Times are UTC. Intervals are of 95 %.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vault.schema import FLAG, INT, REAL, TEXT, TIME, table

STUDY: Final[dict[str, pa.Schema]] = {
    # --- manuscripts -----------------------------------------------------------------------------
    # Texts that appear in copies of several accounts, near-duplicates joined by their sentences.
    "manuscripts": table(
        manuscript_id=TEXT,  # ms: and 12 hex digits of the SHA-256 of the first copy's normal form
        kind=TEXT,  # manuscript, or what it is instead: manuscripts.kinds.KINDS
        software=REAL,  # 0..1: how likely software or a paid hand wrote the copies
        reason=TEXT,  # in words, with the numbers
        text=TEXT,  # the first copy
        template=TEXT,  # JSON: manuscripts.template.Template.to_json; null where none was recovered
        coverage=REAL,  # share of the copies that the template explains, 0..1
        slots=INT,  # slots of the template
        posts=INT,
        accounts=INT,
        texts=INT,  # different normal forms among the copies
        rings=INT,  # rings whose members published copies
        platforms=INT,
        first=TIME,
        last=TIME,
        first_post=TEXT,
        first_account=TEXT,
    ),
    # Every copy; by manuscript, then time, then post_id.
    "manuscript_copies": table(
        manuscript_id=TEXT,
        post_id=TEXT,
        account_id=TEXT,
        platform=TEXT,
        at=TIME,
        similarity=REAL,  # share of the sentences of the shorter one it has in common, 0..1
        explained=REAL,  # share of its characters that the template explains, 0..1; may be null
    ),
    # Which manuscripts members of each ring published.
    "ring_manuscripts": table(
        subject=TEXT,
        manuscript_id=TEXT,
        members=INT,  # members that published a copy
        posts=INT,  # their copies
        share=REAL,  # of all copies, 0..1
        first=TIME,  # first copy by a member
        first_post=TEXT,
        first_account=TEXT,
        first_of_all=FLAG,  # whether no copy by anybody is older
    ),
    # --- who is named ----------------------------------------------------------------------------
    "entities": table(
        entity_id=TEXT,  # ent: and the slug of its name in the watch list
        name=TEXT,
        kind=TEXT,  # brand, product, person, community, term, event
        side=TEXT,  # own, competitor, other; null for terms and events
        aliases=TEXT,  # JSON list
        explanation=TEXT,  # of a term of the trade, for a court
        at=TIME,  # of an event
    ),
    "mentions": table(post_id=TEXT, account_id=TEXT, at=TIME, entity_id=TEXT, count=INT),
    "targets": table(
        subject=TEXT,
        entity_id=TEXT,
        posts=INT,  # posts of members with words, in the days looked at
        naming=INT,  # those that name the entity
        share=REAL,
        organic_posts=INT,  # the same of organic accounts, weighted to the members' days
        organic_naming=INT,
        organic_share=REAL,
        ratio=REAL,
        low=REAL,
        high=REAL,
        q=REAL,
        targeted=FLAG,  # whether the ring names it more than chance and organic accounts explain
    ),
    # Words that a ring uses far more than others: perhaps names for a watch list, not reviewed.
    "proposals": table(
        subject=TEXT,
        term=TEXT,  # in the form in which names are looked for: lower case, simplified
        kind=TEXT,  # hashtag, word (Latin script), characters (Chinese)
        members=INT,  # members that use it
        posts=INT,  # their posts with it
        share=REAL,  # of their posts in its script, 0..1
        organic_posts=INT,  # posts of organic accounts with it, on the same days
        organic_share=REAL,  # weighted to the members' days
        low=REAL,  # lower end of the ratio
        q=REAL,
    ),
    # --- false comparison ------------------------------------------------------------------------
    "comparisons": table(
        post_id=TEXT,
        account_id=TEXT,
        at=TIME,
        better=TEXT,  # entity_id
        worse=TEXT,
        words=TEXT,  # the words that say so
        rule=TEXT,  # which pattern
        claim_id=TEXT,  # null: a claim of its own
        subject=TEXT,  # ring of the author; null: organic
    ),
    "claims": table(
        claim_id=TEXT,
        text=TEXT,  # the claim, as first made
        better=TEXT,
        worse=TEXT,
        posts=INT,
        accounts=INT,
        first=TIME,
        last=TIME,
        first_post=TEXT,
        first_account=TEXT,
        first_subject=TEXT,  # ring of the account that made it first; null: an organic one
    ),
    "ring_claims": table(
        subject=TEXT, claim_id=TEXT, members=INT, posts=INT, first=TIME, share=REAL
    ),
    "comparison_shares": table(
        subject=TEXT,
        better=TEXT,
        worse=TEXT,
        posts=INT,
        comparing=INT,
        share=REAL,
        organic_share=REAL,
        ratio=REAL,
        low=REAL,
        high=REAL,
        q=REAL,
    ),
    # --- division of communities -----------------------------------------------------------------
    "sides": table(
        subject=TEXT,
        account_id=TEXT,
        entity_id=TEXT,  # a community
        voice=TEXT,  # fan, attack
        posts=INT,
        first=TIME,
        last=TIME,
        example=TEXT,  # post_id
    ),
    "division": table(
        subject=TEXT,
        one=TEXT,  # entity_id of a community
        other=TEXT,
        both=INT,  # members that speak as fans of both
        provokers=INT,  # members that attack in both
        provocations=INT,  # their posts
        drawn=INT,  # replies that these drew from organic accounts
        crossing=INT,  # of these, replies of the other community's accounts
        organic_both=REAL,  # share of organic fans of either that are fans of both
        members_both=REAL,  # the same share of the members
        p=REAL,
    ),
    "crossings": table(
        subject=TEXT,
        from_entity=TEXT,  # community of who answers
        to_entity=TEXT,  # community of who is answered
        replies=INT,
        to_members=INT,  # of these, to posts of members
        by_members=INT,
    ),
    # --- wilful spreading ------------------------------------------------------------------------
    # Cascades that at least two members of the subject took part in, most of their posts first.
    "cascades": table(
        subject=TEXT,
        root=TEXT,  # post_id, or manuscript_id for copies
        kind=TEXT,  # repost (quotes too), replies, copies
        author=TEXT,  # of the first post; null: not in the collection
        at=TIME,
        posts=INT,  # in the cascade, the root included
        own_posts=INT,  # of these by members
        accounts=INT,
        members=INT,
        depth=INT,  # steps from the root to the farthest post; null for copies
        waves=INT,  # of copies: times it was taken up anew; else 1
        first_member_delay=REAL,  # seconds from the root (the wave) to the first that passes it on
        median_delay=REAL,  # of the members, each with its first post
        half_time=REAL,  # seconds from the first member's post until half of theirs were there
        q=REAL,  # that so many of its accounts are members by lot: campaign.cascades.joint
    ),
    # How long after the root (the wave) posts came, in joint cascades: three members, q <= .01.
    "delays": table(
        subject=TEXT,
        kind=TEXT,
        least=REAL,  # seconds
        most=REAL,  # not included; null: no end
        own=INT,  # posts of members
        organic=INT,  # posts of accounts that are members of no ring, in the same cascades
    ),
    "roles": table(
        subject=TEXT,
        account_id=TEXT,
        role=TEXT,  # author, front account, amplifier, commenter, provocateur, undecided
        confidence=REAL,  # 0..1; null where undecided
        reason=TEXT,
        seeded=INT,  # cascades and waves that it began and two other members went along with
        followed=INT,  # that it passed on
        commented=INT,  # cascades of replies that it took part in
        provoked=INT,  # its posts that attack a community, where it attacks several
        median_delay=REAL,  # seconds, when it follows
        reach=REAL,  # others' reposts, quotes, replies of its posts
    ),
    # Pairs that repeat, at most ten leaders for each follower.
    "follows": table(
        subject=TEXT,
        leader=TEXT,  # may be an account outside the ring
        follower=TEXT,
        times=INT,  # cascades and waves
        expected=REAL,  # times, had the follower joined the ring's cascades by lot
        q=REAL,  # that it happened so often by lot; null where too few to be tested
        median_delay=REAL,
    ),
    # How much of a count is the ring's own. `low` and `high` are about `without`.
    "reach": table(
        subject=TEXT,
        measure=TEXT,  # reposts, comments, views, likes, hashtag rank
        object=TEXT,  # post_id, tag; null: all
        total=REAL,  # with the ring; of a tag its rank, 1 is first
        own=REAL,  # the ring's part of it; of a tag its posts in those hours
        without=REAL,  # what is left without the ring; null: cannot be known, or no rank is left
        low=REAL,
        high=REAL,
        how=TEXT,  # counted in the collection, or estimated, and from what
    ),
    # --- time ------------------------------------------------------------------------------------
    "timeline": table(
        subject=TEXT,
        unit=TEXT,  # hour, day, week
        at=TIME,
        measure=TEXT,  # posts, members, manuscript, target, registrations; run: organic posts
        key=TEXT,  # which manuscript, which target; else null
        value=INT,
    ),
    "changes": table(
        subject=TEXT,
        at=TIME,
        before=REAL,  # posts a day
        after=REAL,
        p=REAL,
        event=TEXT,  # entity_id of the nearest event of the watch list; may be null
        event_days=REAL,  # days from the change to it; negative: the change came after it
    ),
    # --- signs of fake accounts ------------------------------------------------------------------
    "fake_signs": table(
        subject=TEXT,
        sign=TEXT,
        value=TEXT,  # null: the sign as a whole; else one of the values that members share
        known=INT,  # members of whom it is known
        members=INT,  # members that have it
        share=REAL,
        organic_known=INT,
        organic=INT,
        organic_share=REAL,
        ratio=REAL,  # null, and high, where no organic account has it
        low=REAL,
        high=REAL,
        p=REAL,
        striking=FLAG,  # whether members have it clearly more often: campaign.signs.looking
        limits=TEXT,  # who has it innocently
    ),
    "account_signs": table(subject=TEXT, account_id=TEXT, sign=TEXT, value=TEXT),
    # --- technique -------------------------------------------------------------------------------
    "techniques": table(
        subject=TEXT,
        technique=TEXT,  # id of the DISARM Red framework
        name=TEXT,
        rule=TEXT,
        confidence=TEXT,  # low, medium, high
        reason=TEXT,
        evidence=TEXT,  # JSON list of ids
    ),
}
"""Table name -> schema of what a study writes."""
