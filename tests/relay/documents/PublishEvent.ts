// A mutation whose answer updates the store by the object's id.
graphql`
  mutation PublishEventMutation($input: PublishEventInput!) {
    publishEvent(input: $input) {
      event {
        id
        version
        status
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;
