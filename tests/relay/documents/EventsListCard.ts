// One event as a card, its places and times.
graphql`
  fragment EventsListCard_event on Event @argumentDefinitions(language: { type: "Language" }) {
    title(language: $language)
    titleTranslations {
      __typename
    }
    kind
    status
    startsAt
    startsAtLocal
    timeZone
    capacity
    placesTaken
  }
`;
