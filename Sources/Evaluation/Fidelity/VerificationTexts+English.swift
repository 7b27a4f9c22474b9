extension VerificationText {
  /// Searches, reports, instructions, dialogue and code, up to some seventy tokens long.
  static let english = #"""
    en How do I reset my password when I can no longer open my mailbox?
    en The meeting has been moved to Thursday because two colleagues are ill.
    en Please turn off the lights and shut the windows before you leave.
    en She had hardly opened the door when the dog ran out into the garden.
    en apple cake recipe without eggs
    en The parcel arrived damaged; I would like to send it back and get my money.
    en If it keeps raining tomorrow, we will take the bus instead of cycling along the river.
    en When I was a child, my grandmother lived in a small house at the edge of the forest. Every summer we picked blueberries there, and in the evening she told us stories until we fell asleep.
    en What should I do if my bicycle chain keeps slipping?
    en open a jar that is stuck
    en stain on oak table from hot pan
    en quiet hotels near the lake that allow dogs
    en Is the museum open on public holidays?
    en how to say thank you in Finnish
    en wifi drops every evening around nine
    en Can I change the name on a train ticket after buying it?
    en why does bread dough need to rest
    en small balcony, north side, which plants survive
    en moving house checklist two weeks before
    en Does anyone know whose umbrella this is?
    en car makes a clicking noise when turning left
    en How long will a letter to Iceland take?
    en fix loose door handle without buying parts
    en meaning of a red flag on the beach
    en what to pack for a hike in October
    en my neighbour's tree hangs over our fence
    en gift ideas for a colleague who is retiring
    en Who do I call when the street lamp outside is broken?
    en The committee will publish its findings once every member has signed them.
    en Neither the driver nor the passengers noticed that the road ahead was closed.
    en Prices in the shop have not changed since spring, although the rent has.
    en The river rose by a metre overnight and stopped just below the bridge.
    en Our new neighbours play the cello and the drums, fortunately not at the same time.
    en He repaired the radio with a paper clip and two drops of glue.
    en The train was so full that we stood all the way to the coast.
    en Half of the class had forgotten that there was a test.
    en A thin layer of snow made the old roof look almost new.
    en The recipe says to stir for ten minutes, but my arm says five.
    en Nobody could explain why the clock in the hall ran backwards.
    en The shop assistant wrapped the vase in three layers of newspaper.
    en They named the boat after an aunt who could not swim.
    en Before the concert began, someone in the first row started to cough.
    en The lighthouse can be seen from every window of the school.
    en My sister collects postcards of places that she never wants to visit.
    en The ferry leaves at noon, and the next one not until the evening.
    en All volunteers get a meal, a jacket and a certificate.
    en The old map shows a village where there is only a field today.
    en Her handwriting is so small that two letters fit on one postcard.
    en We planted beans along the fence, and the birds were grateful.
    en The judge asked both sides to come back with fewer witnesses.
    en An empty bottle rolled from one end of the bus to the other.
    en The printer works, but only if you speak to it kindly.
    en A storm warning is in force for the islands until tomorrow morning.
    en The baker ran out of rye bread before eight o'clock.
    en It took four people to carry the piano up the stairs.
    en The children built a dam of stones and moss across the stream.
    en Your order has been received and will be packed this afternoon.
    en This product must not be left in the sun or near a heater.
    en Tighten the screws only after all four legs are in place.
    en To cancel the subscription, write to us before the end of the month.
    en The key is under the blue flowerpot; please water the plant as well.
    en Students may borrow up to six books for four weeks.
    en Dogs have to be kept on a lead between March and July.
    en Wash at thirty degrees, do not iron the print.
    en The tenant pays for heating, the owner for repairs of the roof.
    en If the light blinks twice, the battery has to be replaced.
    en Passengers with a connecting flight follow the yellow signs.
    en Keep the receipt, as returns without one cannot be accepted.
    en The warranty ends when the case has been opened.
    en ERROR: could not open the settings file, using defaults instead
    en for (int i = 0; i < count; i++) total += prices[i] * amounts[i];
    en def greet(name): return "Good morning, " + name.title() + "!"
    en SELECT city, AVG(rent) FROM flats GROUP BY city ORDER BY 2 DESC;
    en The function returns the index of the first element that is larger than its left neighbour.
    en Merge the branch only after the second reviewer has approved it.
    en The test fails on machines whose clock is set to another time zone.
    en Restart the service and look for a line that begins with WARN.
    en A cache that is never emptied is a memory leak with a nicer name.
    en I think we should paint the kitchen green. – Green? Like the last one? – Lighter. Much lighter.
    en I can't believe they cancelled the show ten minutes before it started!!! Never again.
    en lovely little café, friendly staff, but the chairs are hard and the music is too loud
    en Great shoes for walking, although I would order one size larger next time.
    en The battery lasts two days, the strap broke after a week.
    en Thanks for your quick answer! The second suggestion worked at once.
    en A glacier moves because ice bends slowly under its own weight and slides over wet rock.
    en Bees find their way by the sun, by landmarks and by what others tell them.
    en Salt lowers the temperature at which water freezes, so roads are salted in winter.
    en Iron rusts faster near the sea, because salty drops conduct electricity.
    en A vaccine shows the body a harmless piece of a germ, so that it is prepared for the whole one.
    en Paper yellows because light and air change one of the substances in wood.
    en An echo arrives late because sound needs time to reach the wall and come back.
    en Last spring we decided to cross the country on foot, from the harbour in the west to the hills in the east. We carried too much, slept badly for a week and then better than ever. By the time we reached the last village, our shoes had holes, and nobody wanted to go home.
    en The landlord replaced the boiler in January, after we had waited for two months with electric heaters. The new one is quiet and needs less gas. What he did not replace is the thermostat, so that the bedroom is either freezing or far too hot.
    en First soak the lentils for an hour. Then fry an onion with cumin until it smells sweet, add the lentils and three cups of water, and let everything simmer. Salt comes last, otherwise the skins stay tough. Serve it with lemon and bread.
    en Dear members, the annual meeting takes place on the second Friday in May at seven in the evening. The agenda has three items: the accounts, the repair of the boathouse and the election of a new treasurer. Whoever cannot come may vote by letter until the day before.
    en The program reads a list of names, removes those that occur twice and writes the rest in alphabetical order. Capital letters count as small ones, accents do not. If the list is empty, it prints a message and ends with code one.
    en He walked along the canal without looking at the boats. At the lock he stopped, took the letter out of his coat and read it a third time. Nothing in it had changed. He folded it into a small ship, set it on the water and went back to work.
    """#
}
