"""Words that every API uses: in values, and in the names of fields."""

from __future__ import annotations

from unispec.recording._keys import listed

USUAL_WORDS = listed(
    """and api asc cursor desc example false first http https last limit next no null offset on off or
    page per prev previous read redacted rel replaced true utc v1 v2 v3 write yes"""
)
USUAL_KEYS = listed(
    """accepted access account action active address admin adr age agent amount answer api at attachment
    attendee attribute author available avatar base begin billing birth birthday body booking born
    branch break business busy button by calendar call cancel canceled cancelled case category cell
    channel chat child children city client closed code collection color colour comment company
    completed config confirmed connection contact content contract coordinate copy cost count country
    created credit crm currency cursor custom customer data date day days default deleted delivery
    department description detail dial digit direct disabled display division document domain draft due
    duration email employee employer enabled end entry error event expires expiry external extra failed
    family fax field file first flag folder form format free from full gender general given group guest
    guests handle has hash header height hire hired history home host hour hours href html icon id image
    index info initial input integration interval invite invited invitee ip is item job joined kept key
    kind label language last lat latitude lead left length level limit lines link list lng local locale
    location login lon longitude mail manager map max members message meta method middle min mobile mode
    modified month more my name nested new next nickname nodes none note notes notification number
    object of office offset old open opened option optional order organization origin original other
    output overview owner package page pages paging parameter parent part participant password path
    payload payment payments pending people per percent permission permissions person phone photo
    picture pin place plain plan points position postal preference previous price primary priority
    private process product profile project property provider public published quantity query question
    rate reason received record records ref refresh region relation remote reply report request required
    reset resource resources response result results role room salary scope secret self sent sequence
    series service session setting settings shift short side signature site size skill slug source space
    staff stage start started state status step store street string subject summary supervisor support
    survey table tag target task tax team tel telephone template tenure text thread thumbnail ticket
    time times timezone title to token topic total track tracking transaction trial type unit units
    second seconds minute minutes minimum maximum min notice buffer line in utc expires timestamp iso
    upcoming updated uri url used user username utm uuid valid value values vendor verified version via
    video view visible visit wage web week weeks width work workspace year zip zone zoom"""
)
