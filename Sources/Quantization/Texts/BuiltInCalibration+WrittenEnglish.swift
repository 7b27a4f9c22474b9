extension BuiltInCalibration {
  /// Queries, reports, dialogue, instructions and contracts, written for this project.
  static let writtenEnglish = #"""
    en how long does it take for concrete to cure
    en best time of year to prune apple trees
    en why is my sourdough not rising
    en convert pandas dataframe to list of dictionaries
    en symptoms of vitamin b12 deficiency in adults
    en cheap flights from Lisbon to Oslo in March
    en what is the difference between a llama and an alpaca
    en TypeError: unsupported operand type(s) for +: 'int' and 'str'
    en who invented the printing press
    en is it safe to freeze cooked rice
    en how to remove red wine from a wool carpet
    en capital gains tax on a second home
    en postgres slow query explain analyze bitmap heap scan
    en how many moons does Neptune have
    en tenant rights when landlord sells the house
    en mortgage rates forecast next year
    en what causes northern lights
    en git undo last commit but keep changes
    en Italian restaurants open late near the harbour
    en can dogs eat raw carrots
    en meaning of the idiom to burn one's boats
    en rust borrow checker cannot borrow as mutable more than once
    en population of Lagos
    en side effects of ibuprofen with blood thinners
    en marathon training plan for beginners 16 weeks
    en How do vaccines train the immune system?
    en What documents do I need to renew a passport abroad?
    en Which countries border Lake Victoria?
    en When did the Berlin Wall fall, and why?
    en Is there a way to mount an ext4 partition read-only on macOS?
    en Does a heat pump still work when it is minus fifteen degrees outside?
    en Who is responsible for repairs in a shared stairwell?
    en best budget noise cancelling headphones 2024 review
    en nginx reverse proxy websocket 502 bad gateway
    en dna vs rna
    en error E0277
    en weather tomorrow
    en kubernetes pod stuck in CrashLoopBackOff after upgrade to 1.29
    en recipe lentil soup without onions
    en quantum entanglement explained simply
    en lyrics song about a train leaving at midnight
    en how to calculate standard deviation in excel
    en employment contract notice period probation
    en dosage of paracetamol for a child of 12 kg
    en train strike Friday which lines are affected
    en used electric car battery health check
    en python read csv with semicolon separator and decimal comma
    en difference between civil law and common law systems
    en what year was the first transatlantic cable laid
    en iPhone screen flickering after water damage
    en Shares in the region's largest shipping company fell by eleven percent on Tuesday after it warned that freight rates would stay low until the end of next year.
    en The city council voted nine to four to close the old bridge to lorries, a decision that hauliers say will add forty minutes to every delivery.
    en Voters in the northern province go to the polls on Sunday to choose a new parliament. Turnout is expected to be the lowest in three decades, according to a survey by the national statistics office.
    en A fire that broke out in a recycling plant shortly before dawn has been brought under control. Nobody was hurt, but residents were told to keep their windows shut until the smoke had cleared.
    en Central banks in three neighbouring countries left interest rates unchanged this week, saying that inflation was easing but that wages were still rising faster than output.
    en The midfielder, who missed most of last season with a knee injury, scored twice in the second half as the visitors came from behind to win 3-2.
    en Archaeologists working ahead of a new metro line have uncovered a row of Roman workshops, together with kilns, iron slag and more than four hundred coins.
    en After a dry spring, farmers in the valley expect a wheat harvest about a fifth below average. Several districts have already asked for permission to draw more water from the reservoir.
    en Regulators on both sides of the border have opened an inquiry into whether two makers of insulin pumps shared confidential prices before a public tender.
    en The festival returns this summer with sixty concerts in twelve villages; tickets for the opening night sold out within an hour.
    en Researchers have found microplastics in snow that fell on a glacier four thousand metres above sea level, far from any town. They believe that the particles were carried there by wind.
    en Heavy snow closed the airport for most of Saturday and left some two thousand passengers stranded. The first flights are due to leave on Sunday morning.
    en Prosecutors said the former treasurer had moved at least six million euros to accounts abroad between 2015 and 2021. Her lawyer told reporters that she would contest every charge.
    en The museum will return three bronze figures to the country from which they were taken in 1897, ending a dispute that had lasted for almost twenty years.
    en "We are not asking for luxury," said a nurse who has worked on the ward since it opened. "We are asking for enough colleagues that nobody has to choose between two patients who both need help."
    en Unemployment rose slightly in the third quarter, mainly because fewer people found seasonal work in tourism, while vacancies in construction and care reached a record.
    en "Did you lock the back door?" - "I thought you had." - "Then somebody had better go and look."
    en Customer: My parcel says delivered, but nothing is here. Agent: I am sorry about that. Could you give me the order number? Customer: 48-2210. Agent: Thank you. The driver left it with a neighbour at number 14.
    en A: Which platform does the 17:42 leave from? B: It was platform six, but the board has just changed to nine. A: We had better run, then.
    en "You said ten minutes, and that was an hour ago." "I know. The second screw broke off in the wood, and I had to drill it out."
    en Patient: It hurts when I lift my arm above the shoulder. Doctor: How long have you had it? Patient: About three weeks, since I painted the ceiling. Doctor: Let us see how far it moves without pain.
    en hey are we still on for tonight? running a bit late, the bus never came. order without me if you are hungry, I will have whatever you have
    en Thanks for the quick reply! I tried what you suggested, but the update still stops at 72 %. Should I wipe the cache partition first, or will that delete my photos?
    en Teacher: Why does ice float? Pupil: Because it is lighter than water. Teacher: Lighter, or less dense? Pupil: Less dense. The molecules are further apart when it freezes.
    en I bought these boots in October and wore them almost every day. The soles are still fine, but the stitching at the left heel came loose after two months. Comfortable, warm, a little heavy; size runs small.
    en Terrible service. We waited fifty minutes for two coffees, the order was wrong, and nobody apologised. The terrace is lovely, though.
    en The Tenant shall return the premises at the end of the lease in the condition in which they were received, fair wear and tear excepted. The Landlord may deduct from the deposit the reasonable cost of repairing any damage caused by the Tenant.
    en Neither party is liable for a delay in performing its obligations where the delay results from circumstances beyond its reasonable control, provided that it notifies the other party without undue delay.
    en The court finds that the contract was validly terminated on 3 May. The claimant was therefore not entitled to the fee for June, and that part of the claim is dismissed with costs.
    en Personal data shall be kept in a form which permits identification of the persons concerned for no longer than is necessary for the purposes for which the data are processed.
    en Any dispute arising out of this agreement shall be settled by a sole arbitrator appointed by the parties. The seat of arbitration is Geneva, and the language of the proceedings is English.
    en An employer who intends to dismiss more than twenty employees within ninety days must first consult their representatives and inform the competent authority in writing of the reasons, the number of employees concerned and the period over which the dismissals are to take place.
    en The applicant must submit proof of residence not older than three months, a certified translation of the birth certificate, and two photographs. Incomplete applications will be returned without examination.
    en Enzymes lower the activation energy of a reaction without being consumed by it. Their active site binds a substrate, holds it in a strained position and releases the product, often many thousand times a second.
    en We measured the growth of 240 seedlings under four light regimes. After six weeks, plants that received red light at dusk were on average 18 % taller than the control group (p = 0.004), but had fewer leaves.
    en A binary search halves the interval that may contain the key at each step, so that a sorted array of a million elements needs at most twenty comparisons.
    en Plate boundaries are of three kinds: divergent, where new crust forms; convergent, where one plate sinks beneath another; and transform, where two plates slide past each other. Most earthquakes and volcanoes lie along them.
    en The half-life of carbon-14 is about 5,730 years. Organic remains older than fifty thousand years therefore hold too little of it to be dated by this method.
    en Let G be a finite group and H a subgroup of G. The number of left cosets of H in G equals the order of G divided by the order of H.
    en Antibiotics act only on bacteria. Taking them against a cold does nothing to the virus, but it does give resistant strains in the gut an advantage over all others.
    en Light from the galaxy is shifted towards the red by a factor of 7.3, which means that it was emitted when the universe was less than eight hundred million years old.
    en To descale the machine, dissolve one sachet in half a litre of warm water, fill the tank, and let half of it run through. Wait ten minutes, run the rest, and rinse twice with clean water.
    en Soak the beans overnight. Drain them, cover with fresh water, add a bay leaf and simmer for an hour and a half until they are soft but still whole. Salt only at the end, or the skins will stay tough.
    en If the brake lever can be pulled to the handlebar, the cable has stretched. Loosen the fixing bolt with a 5 mm key, pull the cable through by about a centimetre, and tighten it again.
    en Knit two, purl two to the end of the row. Repeat until the work measures twelve centimetres, then change to the larger needles.
    en Back up your keys before you format the disk: without them, neither you nor the manufacturer can read the encrypted volume again.
    en SELECT c.name, SUM(o.total) AS spent FROM customers AS c JOIN orders AS o ON o.customer_id = c.id WHERE o.placed_at >= '2023-01-01' GROUP BY c.name HAVING SUM(o.total) > 1000 ORDER BY spent DESC LIMIT 20;
    en for (size_t i = 0; i < count; ++i) { if (items[i].weight > limit) { fprintf(stderr, "item %zu too heavy\n", i); return -1; } total += items[i].weight; }
    en async function load(url) { const response = await fetch(url); if (!response.ok) throw new Error(`status ${response.status}`); return await response.json(); }
    en fn parse(line: &str) -> Option<(u32, &str)> { let (number, rest) = line.split_once(':')?; Some((number.trim().parse().ok()?, rest.trim())) }
    en find . -name '*.log' -mtime +30 -print0 | xargs -0 gzip -9 && df -h /var/log
    en { "name": "sensor-7", "unit": "°C", "readings": [21.4, 21.6, null, 22.0], "calibrated": true }
    en 2024-02-11T08:14:52Z WARN pool: 3 of 16 connections idle for more than 300 s, closing (host=db-2, port=5432)
    en The peregrine falcon hunts other birds in flight. Folding its wings, it dives at more than three hundred kilometres an hour and strikes its prey with clenched feet.
    en Gothic cathedrals carry the weight of their vaults outwards through flying buttresses, which is why their walls could be opened up into tall windows of coloured glass.
    en Amber is fossilised resin. It is found along the southern coast of the Baltic, often with insects, seeds or air bubbles inside that are some forty million years old.
    en The Silk Road was never a single road but a network of routes between the Mediterranean and China. Few merchants travelled all of it; goods changed hands many times on the way, and with them ideas, diseases and religions.
    en In double-entry bookkeeping every transaction is recorded twice, once as a debit and once as a credit, so that the sum of all accounts is always zero.
    en Basalt is a dark, fine-grained rock that forms when lava poor in silica cools quickly at the surface. It makes up most of the ocean floor, and, where it has cracked into columns, some of the best-known coastal cliffs.
    """#
}
